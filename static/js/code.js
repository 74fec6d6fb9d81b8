/** Confirming a sign-up: the code from the mailbox and the proof of the password make the account, and sign in. */

import { accountKeys, unwrapMaster } from "./account-keys.js";
import { call } from "./api.js";
import { onSubmit, refusal } from "./form.js";
import { keep } from "./keychain.js";
import { fromBase64Url, toBase64Url } from "./seal.js";
import { say } from "./texts.js";

/** Makes the account and keeps its master key for this tab. `keys` are those of the password. */
export async function confirm(email, keys, code) {
  if (!code.trim()) throw refusal("code", say("sign-enter-code"));
  const auth = toBase64Url(keys.auth);
  const { account, wrapped_master } = await call("POST", "/api/v1/accounts/confirmation", { email, auth, code });
  keep(account, await unwrapMaster(keys.wrap, fromBase64Url(wrapped_master)));
}

const form = document.querySelector("form[data-code]");
if (form) {
  onSubmit(form, async () => {
    const [email, password, code] = ["#email", "#password", "#code"].map((field) => form.querySelector(field).value);
    if (!email.trim()) throw refusal("email", say("sign-enter-email"));
    if (!password) throw refusal("password", say("sign-enter-password"));
    const { salt, rounds } = await call("POST", "/api/v1/sign-in/parameters", { email });
    await confirm(email, await accountKeys(password, fromBase64Url(salt), rounds), code);
    location.assign(form.dataset.next);
  });
}
