/** The account page: a new password, a new recovery key. Both unwrap the master key here and wrap it anew. */

import {
  ROUNDS, VERSION, accountKeys, printRecoveryKey, recoveryWrapKey, unwrapMaster, wrapMaster,
} from "./account-keys.js";
import { call } from "./api.js";
import { onSubmit, refusal } from "./form.js";
import { fromBase64Url, randomBytes, toBase64Url } from "./seal.js";
import { say } from "./texts.js";

const email = document.body.dataset.email;

/** The current password's proof, its salt, and the master key it unwraps. */
async function open(field) {
  const password = document.querySelector(field).value;
  if (!password) throw refusal(field.slice(1), say("account-enter-current"));
  const { salt, rounds } = await call("POST", "/api/v1/sign-in/parameters", { email });
  const { auth, wrap } = await accountKeys(password, fromBase64Url(salt), rounds);
  const current = toBase64Url(auth);
  const { wrapped_master } = await call("POST", "/api/v1/account/keys", { auth: current });
  return { current, salt, master: await unwrapMaster(wrap, fromBase64Url(wrapped_master)) };
}

/** What the service says of the password belongs to the field it was typed into. */
function at(field, error) {
  for (const refused of error.errors ?? []) if (refused.field === "password") refused.field = field;
  throw error;
}

const change = document.querySelector("form[data-change-password]");
onSubmit(change, async () => {
  const fresh = change.querySelector("#new-password").value;
  if ([...fresh].length < 12) throw refusal("new-password", say("sign-short", { count: 12 }));
  const { current, salt, master } = await open("#current-password").catch((error) => at("current-password", error));
  // The salt of an address never changes: strangers can ask for it, and would see that somebody changed a password.
  const { auth, wrap } = await accountKeys(fresh, fromBase64Url(salt), ROUNDS);
  await call("PUT", "/api/v1/account/password", {
    current,
    version: VERSION,
    salt,
    rounds: ROUNDS,
    auth: toBase64Url(auth),
    wrapped_master: toBase64Url(await wrapMaster(wrap, master)),
  });
  location.assign("/account");
});

const renew = document.querySelector("form[data-renew-recovery]");
onSubmit(renew, async () => {
  const { current, master } = await open("#recovery-password").catch((error) => at("recovery-password", error));
  const recovery = randomBytes(32);
  await call("PUT", "/api/v1/account/recovery-key", {
    current,
    recovery_wrapped_master: toBase64Url(await wrapMaster(await recoveryWrapKey(recovery), master)),
  });
  const shown = document.querySelector("[data-new-recovery]");
  shown.querySelector("[data-recovery]").textContent = printRecoveryKey(recovery);
  shown.hidden = false;
  renew.hidden = true;
  shown.querySelector("h3").focus();
});
