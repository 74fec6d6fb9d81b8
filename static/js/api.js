/** Calls to the service's JSON API. Refusals arrive as a Problem, whose message is for people. */

import { say } from "./texts.js";

export class Problem extends Error {
  constructor(status, document) {
    super(document?.detail ?? say("problem-unreachable"));
    this.name = "Problem";
    this.status = status;
    /** [{field, detail}] */
    this.errors = document?.errors ?? [];
    this.document = document ?? {};
  }
}

/** Gives the JSON of the answer, or null when it has none. */
export async function call(method, path, body, headers = {}) {
  const options = { method, headers: { accept: "application/json", "accept-language": document.documentElement.lang, ...headers }, credentials: "same-origin", cache: "no-store" };
  if (body !== undefined) {
    options.headers["content-type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Problem(0, null);
  }
  const text = await response.text();
  let answered = null;
  try {
    answered = text === "" ? null : JSON.parse(text);
  } catch {
    /* an answer that is not ours, such as a proxy's page */
  }
  if (!response.ok) throw new Problem(response.status, answered ?? { detail: say("problem-answered", { status: response.status }) });
  return answered;
}
