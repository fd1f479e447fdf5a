/** What time it is by the hub's clock, since its times are compared with this one; that of the machine may be wrong. */

/** As much may be the way of an event from the hub to here. */
const TOLERATED = 5_000;

/** One of so many events came without a delay. */
const COMPARED = 8;

let differences = [];
let ahead = 0;

export const now = () => Date.now() - ahead;

/** An event that came live tells what time it is; one that was late is outdone by the next. */
export function heard(recordedTime) {
  differences = [...differences, Date.now() - Date.parse(recordedTime)].slice(-COMPARED);
  const least = Math.min(...differences);
  ahead = Math.abs(least) > TOLERATED ? least : 0;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WHOLE = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });
const SHORT = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

/** The whole time, for a title. */
export const whole = (iso) => WHOLE.format(new Date(iso));

/** How long ago that was. */
export function age(iso) {
  const past = now() - Date.parse(iso);
  if (past < MINUTE) return "just now";
  if (past < HOUR) return `${Math.floor(past / MINUTE)} min ago`;
  if (past < DAY) return `${Math.floor(past / HOUR)} h ago`;
  return SHORT.format(new Date(iso));
}

/** How long that is still to come. */
export function left(iso) {
  const rest = Date.parse(iso) - now();
  if (rest <= 0) return "time is over";
  if (rest < MINUTE) return `${Math.ceil(rest / 1000)} s left`;
  if (rest < HOUR) return `${Math.ceil(rest / MINUTE)} min left`;
  if (rest < 2 * DAY) return `${Math.round(rest / HOUR)} h left`;
  return `until ${SHORT.format(new Date(iso))}`;
}
