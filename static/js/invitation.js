/** An invitation's token stands behind the # of its link and waits in this tab until its person has signed in. */

const PLACE = "writ/invitation";
const brought = location.hash.slice(1);
if (brought) {
  sessionStorage.setItem(PLACE, brought);
  history.replaceState(null, "", location.pathname);
}
const token = sessionStorage.getItem(PLACE);
const form = document.querySelector("form[data-invitation]");
document.querySelector("[data-no-token]").hidden = Boolean(token);
if (form) {
  form.hidden = !token;
  form.querySelector("[name=token]").value = token ?? "";
  form.addEventListener("submit", () => sessionStorage.removeItem(PLACE));
}
