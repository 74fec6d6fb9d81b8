/** Parts of a page that take the place of what they were, without taking anything from under a reader. */

/** Whether two controls are one and the same to whoever had the focus on it. */
const same = (one, other) =>
  ["href", "data-copy", "aria-label"].every((name) => one.getAttribute(name) === other.getAttribute(name));

/** Puts `fresh` in the place of `was`: what was folded or unfolded stays so, and the focus stays where it was. */
export function put(fresh, was) {
  for (const button of fresh.querySelectorAll(".copy[data-copy]")) button.hidden = false;
  for (const fold of fresh.querySelectorAll("details[id]")) {
    const before = was.querySelector(`details#${CSS.escape(fold.id)}`);
    if (before) fold.open = before.open;
  }
  if (fresh.isEqualNode(was)) return;
  const focused = was.contains(document.activeElement) ? document.activeElement : null;
  was.replaceWith(fresh);
  if (focused) [...fresh.querySelectorAll("a, button, summary, [tabindex]")].find((it) => same(it, focused))?.focus({ preventScroll: true });
}

/** Puts every part that `page` has, by `data-part`, in its place here. */
export function putParts(page) {
  for (const part of page.querySelectorAll("[data-part]")) {
    const was = document.querySelector(`[data-part="${CSS.escape(part.dataset.part)}"]`);
    if (was) put(document.adoptNode(part), was);
  }
}
