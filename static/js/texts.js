/** What scripts say, in the language of the page: the page carries the texts (`|texts` in a template). */

const texts = {};
for (const block of document.querySelectorAll("script[data-texts]")) Object.assign(texts, JSON.parse(block.textContent));

/** The text under a key, with its arguments filled in: `say("open-too-large", { size })`. */
export const say = (key, values = {}) =>
  Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{$${name}}`, () => String(value)), texts[key] ?? key);

/** What went wrong, in words for people: by its code where the page carries a text for that, else as it says itself. */
export const told = (error) => {
  const code = String(error.code ?? "").replaceAll("_", "-");
  const key = [`sealed-${code}`, `open-link-${code}`].find((key) => key in texts);
  return key ? say(key, error.values) : error.message;
};
