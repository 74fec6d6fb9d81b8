/** A live board: what its address answers takes its place every moment, until nothing is left to wait for. */

const place = document.querySelector("[data-refresh]");
const MOMENT = 2000;

async function refresh() {
  if (!place.querySelector("[data-live]")) return;
  if (!document.hidden) {
    try {
      const answer = await fetch(place.dataset.refresh, {
        headers: { accept: "text/html" }, credentials: "same-origin", cache: "no-store",
      });
      if (answer.ok) {
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body.firstElementChild;
        const was = place.firstElementChild;
        if (fresh?.matches("[data-progress]") && fresh.outerHTML !== place.dataset.shown) {
          place.dataset.shown = fresh.outerHTML;
          // Nothing is taken from under a reader's keyboard.
          if (!was.contains(document.activeElement)) was.replaceWith(fresh);
          for (const button of place.querySelectorAll(".copy[data-copy]")) button.hidden = false;
        }
      }
    } catch {
      /* the next round tries again */
    }
  }
  setTimeout(refresh, MOMENT);
}

if (place) setTimeout(refresh, MOMENT);
