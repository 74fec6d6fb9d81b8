/**
 * Live boards: what the address of each answers takes its place every moment while something goes on by itself, more
 * seldom while a person is waited for, and no more once there is nothing left to wait for. Other parts of the page that an
 * answer has take their places, too.
 */

import { put, putParts } from "./parts.js";

const places = [...document.querySelectorAll("[data-refresh]")];
const MOMENT = 2000;
const WHILE = 15000;

async function renew(place) {
  const answer = await fetch(place.dataset.refresh, {
    headers: { accept: "text/html" }, credentials: "same-origin", cache: "no-store",
  });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-progress]");
  if (!fresh) return;
  putParts(page);
  put(fresh, place.firstElementChild);
}

let began = false;

async function round() {
  const live = places.filter((place) => place.querySelector("[data-live], [data-watch]"));
  // What waits for a person or a mail server may wait for days: what went on by itself is told as over without it.
  if (document.querySelector("[data-live]")) began = true;
  else if (began) for (const note of document.querySelectorAll("[data-after]")) note.hidden = false;
  if (live.length === 0) return;
  // One after another: a claim can have many boards.
  for (const place of document.hidden ? [] : live) {
    try {
      await renew(place);
    } catch {
      /* the next round tries again */
    }
  }
  next();
}

/** Things that go on by themselves are looked at soon. */
function next() {
  setTimeout(round, document.querySelector("[data-live]") ? MOMENT : WHILE);
}

next();
