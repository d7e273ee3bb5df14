// The address of the page is its whole state: what is asked for stands in the query string, under the names of the filter.

const heard = [];

/** What is asked for now. */
export const asked = () => new URLSearchParams(location.search);

/** The query string of a request for sums: without what only the list needs. `but`: parameters to leave out. */
export function query(params, but = []) {
  const kept = new URLSearchParams(params);
  for (const name of ["after", "limit", "sort", "view", "fragment", ...but]) kept.delete(name);
  const text = kept.toString();
  return text && `?${text}`;
}

/** What is asked for with some fields changed: a text, a list of texts, or null for nothing. The list begins anew. */
export function changed(fields, params = asked()) {
  const next = new URLSearchParams(params);
  next.delete("after");
  for (const [name, value] of Object.entries(fields)) {
    next.delete(name);
    for (const one of [value].flat()) if (one !== null && one !== "") next.append(name, one);
  }
  return next;
}

/** Show something else: `params` become the address, and all who `follow` are told. */
export function go(params, path = location.pathname) {
  const text = params.toString();
  const next = path + (text && `?${text}`);
  if (next !== location.pathname + location.search) history.pushState(null, "", next);
  for (const tell of heard) tell();
}

/** Call `tell` whenever something else is asked for, also by the browser's own buttons. */
export function follow(tell) {
  heard.push(tell);
}

addEventListener("popstate", () => heard.forEach((tell) => tell()));
