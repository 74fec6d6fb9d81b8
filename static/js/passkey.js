/**
 * Passkeys. A new one is made once the password has been turned into its proof; one that is there answers what a page asks.
 * The secret half stays in the authenticator.
 */

import { show } from "./form.js";
import { fromBase64Url, toBase64Url } from "./seal.js";
import { say } from "./texts.js";

const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => Number.parseInt(pair, 16));
const list = (words) => words.split(" ").filter(Boolean);
const known = (ids) => list(ids).map((id) => ({ type: "public-key", id: fromBase64Url(id) }));

/** Sends the form again once `work` has filled its hidden fields; `ready` says whether they are. */
function beforeSending(form, ready, work) {
  form.addEventListener("submit", async (event) => {
    // A confirmation that still has to make its proof goes first, and sends the form again.
    if (event.defaultPrevented || ready()) return;
    event.preventDefault();
    const button = event.submitter ?? form.querySelector("button");
    button.disabled = true;
    try {
      if (!window.PublicKeyCredential) throw new Error(say("passkey-none-here"));
      await work((name, value) => {
        form.elements.namedItem(name).value = value instanceof ArrayBuffer ? toBase64Url(new Uint8Array(value)) : value;
      });
      button.disabled = false;
      form.requestSubmit(button);
    } catch (error) {
      button.disabled = false;
      const refused = error.name === "NotAllowedError" || error.name === "AbortError";
      show(form, refused ? new Error(say("passkey-cancelled")) : error);
    }
  });
}

for (const form of document.querySelectorAll("[data-new-passkey]")) {
  const { party, challenge, algorithms, account } = form.dataset;
  const credential = form.elements.namedItem("credential");
  beforeSending(form, () => credential.value || !form.elements.namedItem("auth").value, async (fill) => {
    const made = await navigator.credentials.create({
      publicKey: {
        challenge: bytes(challenge),
        rp: { id: party, name: party },
        user: {
          id: bytes(account.replaceAll("-", "")),
          name: document.body.dataset.email,
          displayName: document.body.dataset.email,
        },
        pubKeyCredParams: list(algorithms).map((number) => ({ type: "public-key", alg: Number(number) })),
        excludeCredentials: known(form.dataset.known),
        authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
        attestation: "none",
      },
    });
    const { response } = made;
    fill("algorithm", String(response.getPublicKeyAlgorithm()));
    fill("public_key", response.getPublicKey());
    fill("authenticator_data", response.getAuthenticatorData());
    fill("client_data", response.clientDataJSON);
    fill("credential", made.rawId);
  });
}

for (const form of document.querySelectorAll("[data-use-passkey]")) {
  const { party, challenge, passkeys } = form.dataset;
  const credential = form.elements.namedItem("credential");
  beforeSending(form, () => credential.value, async (fill) => {
    const used = await navigator.credentials.get({
      publicKey: {
        challenge: bytes(challenge),
        rpId: party,
        allowCredentials: known(passkeys),
        userVerification: "required",
      },
    });
    fill("authenticator_data", used.response.authenticatorData);
    fill("client_data", used.response.clientDataJSON);
    fill("signature", used.response.signature);
    fill("credential", used.rawId);
  });
}
