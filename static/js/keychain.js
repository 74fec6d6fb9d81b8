/**
 * The master key while its owner is signed in. It lies in this tab's session storage and nowhere else: it goes with the
 * tab, and at sign-out. Another tab of the same browser asks the open ones for it.
 */

import { fromBase64Url, toBase64Url } from "./seal.js";

const PLACE = "writ/master";
const channel = new BroadcastChannel("writ/keychain");

const stored = (account) => {
  const [owner, key] = (sessionStorage.getItem(PLACE) ?? "").split(" ");
  return owner === account && key ? key : null;
};

/** Keeps the master key of an account. */
export function keep(account, master) {
  sessionStorage.setItem(PLACE, `${account} ${toBase64Url(master)}`);
}

/** Forgets it here and in every other tab. */
export function forget() {
  sessionStorage.removeItem(PLACE);
  channel.postMessage({ forget: true });
}

/** The master key of an account, or null: then its owner is asked for the password again. */
export async function master(account) {
  const here = stored(account) ?? (await ask(account));
  return here ? fromBase64Url(here) : null;
}

function ask(account) {
  return new Promise((resolve) => {
    const timer = setTimeout(() => done(null), 250);
    const hear = ({ data }) => {
      if (data.key && data.account === account) done(data.key);
    };
    const done = (key) => {
      clearTimeout(timer);
      channel.removeEventListener("message", hear);
      if (key) sessionStorage.setItem(PLACE, `${account} ${key}`);
      resolve(key);
    };
    channel.addEventListener("message", hear);
    channel.postMessage({ ask: account });
  });
}

channel.addEventListener("message", ({ data }) => {
  if (data.forget) sessionStorage.removeItem(PLACE);
  const key = data.ask && stored(data.ask);
  if (key) channel.postMessage({ account: data.ask, key });
});
