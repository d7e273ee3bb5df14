// Requests to our own server. A newer request for the same thing ends the older one; the browser keeps answers by their ETag.

const running = new Map();

/** The answer, as `kind` json or text. `what`: name of the thing asked for. Throws Error with words for readers. */
export async function ask(what, url, kind = "json") {
  running.get(what)?.abort();
  const control = new AbortController();
  running.set(what, control);
  const answer = await fetch(url, { signal: control.signal, headers: { accept: kind === "json" ? "application/json" : "text/html" } });
  if (!answer.ok && kind === "json") throw new Error(await reason(answer));
  return answer[kind]();
}

/** The request was ended by a newer one: there is nothing to tell. */
export const ended = (error) => error.name === "AbortError";

async function reason(answer) {
  try {
    const told = await answer.json();
    return told.detail || told.title;
  } catch {
    return `the server answers ${answer.status}`;
  }
}
