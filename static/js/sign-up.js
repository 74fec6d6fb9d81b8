/** Signing up: the account's keys are made here; the recovery key is shown once. */

import {
  ROUNDS, VERSION, accountKeys, printRecoveryKey, recoveryWrapKey, wrapMaster,
} from "./account-keys.js";
import { Problem, call } from "./api.js";
import { onSubmit, refusal } from "./form.js";
import { randomBytes, toBase64Url } from "./seal.js";
import { signIn } from "./sign-in.js";

const SHORTEST = 12;

const form = document.querySelector("form[data-sign-up]");
const done = document.querySelector("[data-signed-up]");

onSubmit(form, async () => {
  const email = form.querySelector("#email").value;
  const password = form.querySelector("#password").value;
  if (!email.trim()) throw refusal("email", "Enter your e-mail address.");
  if ([...password].length < SHORTEST) throw refusal("password", `Use at least ${SHORTEST} characters.`);
  const salt = randomBytes(16);
  const master = randomBytes(32);
  const recovery = randomBytes(32);
  const { auth, wrap } = await accountKeys(password, salt, ROUNDS);
  await call("POST", "/api/v1/accounts", {
    email,
    version: VERSION,
    salt: toBase64Url(salt),
    rounds: ROUNDS,
    auth: toBase64Url(auth),
    wrapped_master: toBase64Url(await wrapMaster(wrap, master)),
    recovery_wrapped_master: toBase64Url(await wrapMaster(await recoveryWrapKey(recovery), master)),
  });
  try {
    await signIn(email, password);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 403) throw error;
    throw new Error("If this address is new here, sign in again in a moment. If it has an account already, we wrote to it.");
  }
  done.querySelector("[data-recovery]").textContent = printRecoveryKey(recovery);
  form.hidden = true;
  for (const before of document.querySelectorAll("[data-before]")) before.hidden = true;
  done.hidden = false;
  done.querySelector("h1").focus();
});

const kept = done.querySelector("#kept");
const go = done.querySelector("[data-go]");
kept.addEventListener("change", () => { go.disabled = !kept.checked; });
go.addEventListener("click", () => location.assign(form.dataset.next));
done.querySelector("[data-copy-recovery]").addEventListener("click", async (event) => {
  await navigator.clipboard.writeText(done.querySelector("[data-recovery]").textContent);
  event.target.textContent = "Copied";
});
done.querySelector("[data-print]").addEventListener("click", () => print());
