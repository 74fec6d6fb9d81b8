/** Signing in: the password is stretched here, and what is sent opens nothing. */

import { accountKeys, unwrapMaster } from "./account-keys.js";
import { call } from "./api.js";
import { onSubmit, refusal } from "./form.js";
import { keep } from "./keychain.js";
import { fromBase64Url, toBase64Url } from "./seal.js";
import { say } from "./texts.js";

/** Signs in and keeps the master key for this tab. */
export async function signIn(email, password) {
  const { salt, rounds } = await call("POST", "/api/v1/sign-in/parameters", { email });
  const { auth, wrap } = await accountKeys(password, fromBase64Url(salt), rounds);
  const { account, wrapped_master } = await call("POST", "/api/v1/sign-in", { email, auth: toBase64Url(auth) });
  keep(account, await unwrapMaster(wrap, fromBase64Url(wrapped_master)));
}

const form = document.querySelector("form[data-sign-in]");
if (form) {
  onSubmit(form, async () => {
    const email = form.querySelector("#email").value;
    const password = form.querySelector("#password").value;
    if (!email.trim()) throw refusal("email", say("sign-enter-email"));
    if (!password) throw refusal("password", say("sign-enter-password"));
    await signIn(email, password);
    location.assign(form.dataset.next);
  });
}
