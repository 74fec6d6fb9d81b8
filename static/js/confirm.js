/**
 * Confirming with the password (`ui::confirm`): when the form is sent, the password is turned into the proof that the
 * service can check, and only that is sent.
 */

import { accountKeys } from "./account-keys.js";
import { call } from "./api.js";
import { show } from "./form.js";
import { fromBase64Url, toBase64Url } from "./seal.js";

/** The `auth` that a password gives for this account, in base64url. */
export async function proof(email, password) {
  const { salt, rounds } = await call("POST", "/api/v1/sign-in/parameters", { email });
  const { auth } = await accountKeys(password, fromBase64Url(salt), rounds);
  return toBase64Url(auth);
}

for (const field of document.querySelectorAll("[data-confirm]")) {
  const form = field.closest("form");
  const password = field.querySelector("input[type=password]");
  const auth = field.querySelector("input[name=auth]");
  password.disabled = false;
  form.addEventListener("submit", async (event) => {
    // A button that asks for no proof, such as one that goes on to a passkey, sends the form as it is.
    if (auth.value || event.submitter?.formNoValidate) return;
    event.preventDefault();
    const button = event.submitter;
    if (button) button.disabled = true;
    try {
      auth.value = await proof(document.body.dataset.email, password.value);
      password.disabled = true;
      if (button) button.disabled = false;
      form.requestSubmit(button);
    } catch (error) {
      if (button) button.disabled = false;
      show(form, error);
    }
  });
}
