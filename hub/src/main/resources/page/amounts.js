/** Amounts as people read them: how long, how much, how many. */

const WHOLE = new Intl.NumberFormat();
const SHORT = new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 });

export const whole = (number) => WHOLE.format(number);

/** In few characters. */
export const short = (number) => (number < 10_000 ? WHOLE : SHORT).format(number);

export const counted = (number, thing) => `${whole(number)} ${thing}${number === 1 ? "" : "s"}`;

/** Microseconds; nothing known is a dash. */
export function duration(micros) {
  if (micros === undefined || micros === null) return "–";
  if (micros === 0) return "0 s";
  if (micros < 1_000) return `${micros} µs`;
  if (micros < 1_000_000) return `${Math.round(micros / 1_000)} ms`;
  const seconds = micros / 1_000_000;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
  const parts = [Math.floor(seconds / 86_400), Math.floor(seconds / 3_600) % 24, Math.floor(seconds / 60) % 60, Math.floor(seconds % 60)];
  const first = parts.findIndex((part) => part > 0);
  return parts.slice(first, first + 2).map((part, index) => `${part} ${["d", "h", "min", "s"][first + index]}`).join(" ");
}

/** US dollars; what lacks something says so, and what nobody knows is no zero. */
export function money(dollars, unpriced = 0) {
  if (dollars === undefined || dollars === null) return unpriced ? "unknown" : "–";
  const cents = dollars === 0 || dollars >= 1 ? dollars.toFixed(2) : dollars.toPrecision(2).replace(/e.*/, "");
  return `$${dollars >= 1_000 ? WHOLE.format(Math.round(dollars)) : dollars < 0.000_001 && dollars > 0 ? "0.000001" : cents}${unpriced ? " + ?" : ""}`;
}

/** A time in microseconds since 1970. */
export function micros(iso) {
  const fraction = /\.(\d+)/.exec(iso)?.[1] ?? "";
  return Math.floor(Date.parse(iso) / 1_000) * 1_000_000 + Number(`${fraction}000000`.slice(0, 6));
}
