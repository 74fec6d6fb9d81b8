/** What scripts say, in the language of the page: the page carries the texts (`|texts` in a template). */

const texts = {};
for (const block of document.querySelectorAll("script[data-texts]")) Object.assign(texts, JSON.parse(block.textContent));

/** The text under a key, with its arguments filled in: `say("open-too-large", { size })`. */
export const say = (key, values = {}) =>
  Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{$${name}}`, () => String(value)), texts[key] ?? key);
