/**
 * Live boards: what the address of each answers takes its place every moment while something goes on by itself, more
 * seldom while a person is waited for, and no more once there is nothing left to wait for.
 */

const places = [...document.querySelectorAll("[data-refresh]")];
const MOMENT = 2000;
const WHILE = 15000;

/** Whether two controls are one and the same to whoever had the focus on it. */
const same = (one, other) =>
  ["href", "data-copy", "aria-label"].every((name) => one.getAttribute(name) === other.getAttribute(name));

async function renew(place) {
  const answer = await fetch(place.dataset.refresh, {
    headers: { accept: "text/html" }, credentials: "same-origin", cache: "no-store",
  });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-progress]");
  const was = place.firstElementChild;
  if (!fresh) return;
  for (const button of fresh.querySelectorAll(".copy[data-copy]")) button.hidden = false;
  if (fresh.isEqualNode(was)) return;
  // Nothing is taken from under a reader's keyboard.
  const focused = was.contains(document.activeElement) ? document.activeElement : null;
  was.replaceWith(fresh);
  if (focused) [...fresh.querySelectorAll("a, button, [tabindex]")].find((it) => same(it, focused))?.focus({ preventScroll: true });
}

let began = false;

async function round() {
  const live = places.filter((place) => place.querySelector("[data-live], [data-watch]"));
  if (live.length === 0) {
    if (began) for (const note of document.querySelectorAll("[data-after]")) note.hidden = false;
    return;
  }
  began = true;
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
