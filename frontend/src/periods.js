// Periods of a series, `2024`, `2024-03`, `2024-W05`, `2024-03-01`, as time (UTC) and as words.

const DAY = 864e5;

/** First moment of a period. */
export function start(period) {
  if (!period.includes("W")) return Date.parse(`${period}-01-01`.slice(0, 10));
  const fourth = Date.UTC(period.slice(0, 4), 0, 4);
  return fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY + (period.slice(-2) - 1) * 7 * DAY;
}

/** First moment after a period. */
export function end(period) {
  const day = new Date(start(period));
  if (period.includes("W")) return +day + 7 * DAY;
  if (period.length === 4) return day.setUTCFullYear(day.getUTCFullYear() + 1);
  if (period.length === 7) return day.setUTCMonth(day.getUTCMonth() + 1);
  return +day + DAY;
}

export const iso = (time) => new Date(time).toISOString().slice(0, 10);

/** Values of since and until for the span from `from` to `to` (first moment after it), as short as they can be told. */
export function bounds(from, to) {
  const [since, last, next] = [iso(from), iso(to - DAY), iso(to)];
  if (since.endsWith("-01-01") && next.endsWith("-01-01")) return { since: since.slice(0, 4), until: last.slice(0, 4) };
  if (since.endsWith("-01") && next.endsWith("-01")) return { since: since.slice(0, 7), until: last.slice(0, 7) };
  return { since, until: last };
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** `5 Mar 2024`, `Mar 2024`, `2024`, `week of 29 Jan 2024`. */
export function named(period) {
  if (period.length === 4) return period;
  const day = new Date(start(period));
  const month = `${MONTHS[day.getUTCMonth()]} ${day.getUTCFullYear()}`;
  if (period.length === 7) return month;
  return `${period.includes("W") ? "week of " : ""}${day.getUTCDate()} ${month}`;
}

/** Where an axis from `from` to `to` is marked, about `most` times: [time, words] each. */
export function ticks(from, to, most) {
  const days = (to - from) / DAY;
  const first = new Date(from);
  const made = [];
  if (days > 31 * most || days > 800) {
    const step = Math.ceil(days / 365.25 / most);
    for (let y = first.getUTCFullYear(); Date.UTC(y, 0) < to; y += 1) if (y % step === 0) made.push([Date.UTC(y, 0), String(y)]);
  } else if (days > 60) {
    const step = Math.ceil(days / 30.4 / most);
    for (let m = 0, y = first.getUTCFullYear(); Date.UTC(y, m) < to; m += step)
      made.push([Date.UTC(y, m), named(iso(Date.UTC(y, m)).slice(0, 7))]);
  } else {
    const step = Math.max(1, Math.ceil(days / most));
    for (let t = from; t < to; t += step * DAY) made.push([t, named(iso(t))]);
  }
  return made.filter(([time]) => time >= from && time < to);
}
