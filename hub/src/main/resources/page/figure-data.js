/** What the figures show and how: of each measure of `GET /v1/analytics`, its value over time and the columns of its table. Pure. */
import { duration, money, short } from "./amounts.js";

const percent = (rate) => `${(100 * (rate ?? 0)).toFixed(rate > 0 && rate < 0.1 ? 1 : 0)} %`;
const none = (value, format) => (value === undefined ? "–" : format(value));

/**
 * `of` names the analysis, `lines` the fields that are drawn where there are no groups, `line` the one for groups; `adds`
 * says that a time without anything is zero; `has` which groups have a part in it, `only` whether anything does.
 */
export const PANELS = [
  { id: "cost", of: "cost", title: "Cost", line: "cost", adds: true, format: money, has: (each) => each.count > 0 || each.cost !== undefined,
    columns: [["Cost", (each) => money(each.cost, each.unpriced)], ["Calls", (each) => short(each.count)], ["People", (each) => none(each.humanMicros, duration)]] },
  { id: "people", of: "cost", title: "Time of people", line: "humanMicros", adds: true, format: duration, has: (each) => each.humanMicros !== undefined, only: (all) => all.humanMicros !== undefined,
    columns: [["Waited for", (each) => none(each.humanMicros, duration)], ["Cost", (each) => money(each.cost, each.unpriced)]] },
  { id: "tokens", of: "tokens", title: "Tokens", line: "totalTokens", lines: [["inputTokens", "in"], ["outputTokens", "out"]], adds: true, format: short,
    columns: [["In", (each) => short(each.inputTokens)], ["Out", (each) => short(each.outputTokens)], ["All", (each) => short(each.totalTokens)]] },
  { id: "latency", of: "latency", title: "Latency", line: "p90Micros", note: "9 of 10 steps took at most", lines: [["p50Micros", "half"], ["p90Micros", "9 of 10"], ["p99Micros", "99 of 100"]], format: duration,
    columns: [["Half", (each) => duration(each.p50Micros)], ["9 of 10", (each) => duration(each.p90Micros)], ["99 of 100", (each) => duration(each.p99Micros)], ["First token", (each) => duration(each.firstTokenP50Micros)]] },
  { id: "errors", of: "errors", title: "Errors", line: "errors", adds: true, format: short,
    columns: [["Errors", (each) => short(each.errors)], ["Of steps", (each) => percent(each.errorRate)]] },
  { id: "volume", of: "volume", title: "Volume", line: "traces", adds: true, format: short,
    columns: [["Traces", (each) => short(each.traces)], ["Steps", (each) => short(each.count)]] },
];

const HOUR = 3_600;
const STEPS = { hour: HOUR, day: 24 * HOUR, week: 7 * 24 * HOUR };
/** Monday, 5 January 1970. */
const MONDAY = 4 * 24 * HOUR;
/** Points of a line. */
const POINTS_MAX = 5_000;

/** The begins of all intervals between two times in seconds, UTC. */
export function steps(interval, from, to) {
  const long = STEPS[interval];
  const first = interval === "week" ? MONDAY : 0;
  const begin = Math.max(Math.floor((from - first) / long) * long + first, to - POINTS_MAX * long);
  return Array.from({ length: Math.max(1, Math.floor((to - begin) / long) + 1) }, (none, index) => begin + index * long);
}

/** The lines of a panel: a name, and a value or null for each time. */
export function lines(panel, items, times, grouped) {
  const at = new Map(times.map((time, index) => [time, index]));
  const found = new Map();
  const put = (name, time, value) => {
    if (!found.has(name)) found.set(name, new Array(times.length).fill(panel.adds ? 0 : null));
    const index = at.get(Date.parse(time) / 1_000);
    if (index !== undefined && value !== undefined) found.get(name)[index] = value;
  };
  for (const item of items) {
    if (grouped) put(item.key ?? "", item.time, item[panel.line]);
    else for (const [field, name] of panel.lines ?? [[panel.line, panel.title]]) put(name, item.time, item[field]);
  }
  return [...found].map(([name, values]) => ({ name, values }));
}

/** Figures as a table that a spreadsheet opens: what others wrote is no formula there. */
export function csv(items) {
  const names = [...new Set(items.flatMap(Object.keys))];
  const cell = (value) => {
    const text = String(value ?? "");
    const plain = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  };
  return [names, ...items.map((item) => names.map((name) => item[name]))].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}
