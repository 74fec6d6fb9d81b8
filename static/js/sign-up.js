/** Signing up: the account's keys are made here; the recovery key is shown once. */

import {
  ROUNDS, VERSION, accountKeys, printRecoveryKey, recoveryWrapKey, wrapMaster,
} from "./account-keys.js";
import { call } from "./api.js";
import { confirm } from "./code.js";
import { onSubmit, refusal } from "./form.js";
import { fromBase64Url, randomBytes, toBase64Url } from "./seal.js";
import { say } from "./texts.js";

const SHORTEST = 12;

const form = document.querySelector("form[data-sign-up]");
const done = document.querySelector("[data-signed-up]");
const last = document.querySelector("[data-last]");
/** Who signed up on this page, for the code that they enter next. */
let person;

onSubmit(form, async () => {
  const email = form.querySelector("#email").value;
  const password = form.querySelector("#password").value;
  if (!email.trim()) throw refusal("email", say("sign-enter-email"));
  if ([...password].length < SHORTEST) throw refusal("password", say("sign-short", { count: SHORTEST }));
  const { salt } = await call("POST", "/api/v1/sign-in/parameters", { email });
  const master = randomBytes(32);
  const recovery = randomBytes(32);
  const keys = await accountKeys(password, fromBase64Url(salt), ROUNDS);
  await call("POST", "/api/v1/accounts", {
    email,
    version: VERSION,
    salt,
    rounds: ROUNDS,
    auth: toBase64Url(keys.auth),
    wrapped_master: toBase64Url(await wrapMaster(keys.wrap, master)),
    recovery_wrapped_master: toBase64Url(await wrapMaster(await recoveryWrapKey(recovery), master)),
  });
  person = { email, keys };
  done.querySelector("[data-recovery]").textContent = printRecoveryKey(recovery);
  form.hidden = true;
  for (const before of document.querySelectorAll("[data-before]")) before.hidden = true;
  done.hidden = false;
  done.querySelector("h1").focus();
});

const code = last.querySelector("form");
onSubmit(code, async () => {
  await confirm(person.email, person.keys, code.querySelector("#code").value);
  location.assign(form.dataset.next);
});

const kept = done.querySelector("#kept");
const go = done.querySelector("[data-go]");
kept.addEventListener("change", () => { go.disabled = !kept.checked; });
go.addEventListener("click", () => {
  done.hidden = true;
  last.hidden = false;
  last.querySelector("h1").focus();
});
done.querySelector("[data-copy-recovery]").addEventListener("click", async (event) => {
  await navigator.clipboard.writeText(done.querySelector("[data-recovery]").textContent);
  event.target.textContent = say("copied");
});
done.querySelector("[data-print]").addEventListener("click", () => print());
