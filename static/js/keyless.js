/** Where words of people go to a server that must learn no key: a link that is pasted whole loses what stands behind its # before it is sent. */

const KEY = /(#|%23)[A-Za-z0-9_-]{43,}(\.[A-Za-z0-9_-]*)*/g;

for (const form of document.querySelectorAll("form[data-keyless]")) {
  const strip = () => {
    for (const field of form.querySelectorAll("textarea")) {
      const kept = field.value.replace(KEY, "");
      if (kept !== field.value) field.value = kept;
    }
  };
  // Not while somebody types: the place in the words would be lost.
  form.addEventListener("input", (event) => event.inputType?.startsWith("insertFrom") && strip());
  form.addEventListener("submit", strip);
}
