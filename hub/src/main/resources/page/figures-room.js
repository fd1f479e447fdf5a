/** What agents cost, how much they did, how fast and how well: over time, and by what it has in common. */
import { html, nothing } from "./lit.js";
import { RoomPart } from "./room-part.js";
import { go, hash } from "./address.js";
import { ask, Away } from "./hub.js";
import { now } from "./clock.js";
import { duration, money, short } from "./amounts.js";
import { csv, lines, PANELS, steps } from "./figure-data.js";
import { hoursAgo, WINDOWS } from "./time-windows.js";
import { TraceWatch, atLeast } from "./trace-watch.js";
import { line } from "./plain-text.js";
import { select } from "./field-select.js";
import { saved } from "./saved-file.js";
import { unread, unready } from "./trouble.js";
import { say } from "./toast-line.js";
import { colour } from "./figure-chart.js";
import "./copy-line.js";

export const view = (address) => html`<figures-room .address=${address}></figures-room>`;

/** Groups that are drawn, and that the tables have. */
const DRAWN = 6;
const LISTED = 20;
/** Milliseconds between two readings while something comes. */
const PAUSE = 5_000;
const BY = [["", "All together"], ["model", "By model"], ["name", "By step"], ["type", "By type"], ["trace", "By trace"], ["user", "By user"], ["session", "By session"], ["environment", "By environment"]];
/** The filter of traces that a group stands for. */
const FILTERS = { model: "model", trace: "name", user: "userId", session: "sessionId", environment: "environment" };
const INTERVALS = [["", "Interval"], ["hour", "Each hour"], ["day", "Each day"], ["week", "Each week"]];
const SINCE = "168";
const TIMES = [...WINDOWS.map(([hours, words]) => [hours === SINCE ? "" : hours, words]), ["all", "All times"]];

class FiguresRoom extends RoomPart {
  static store = new EventTarget();
  static properties = {
    address: { attribute: false },
    figures: { state: true },
    failure: { state: true },
  };

  #asked = 0;

  constructor() {
    super();
    this.figures = null;
    this.watch = new TraceWatch({}, PAUSE, (events, position) => this.read(position));
  }

  connectedCallback() {
    super.connectedCallback();
    this.watch.begin().catch(() => {});
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.watch.close();
  }

  willUpdate(changed) {
    if (changed.has("address")) this.read(0).catch(() => {});
  }

  /** What the address asks for. */
  get choice() {
    const { query } = this.address;
    const since = query.get("since") ?? SINCE;
    const hours = since > 0 ? Number(since) : null;
    return { since, hours, by: query.get("by") ?? "", interval: query.get("interval") ?? (hours && hours <= 48 ? "hour" : hours && hours <= 720 ? "day" : "week") };
  }

  choose(change) {
    go(hash(["figures"], { ...Object.fromEntries(this.address.query), ...change }), true);
  }

  /** All figures: over the whole time, over time, and of the largest groups. Fails as `ask` does. */
  async read(position) {
    const asked = ++this.#asked;
    const { by, hours, interval } = this.choice;
    const from = hours ? hoursAgo(hours) : null;
    const figure = async (of, query) => (await ask(`v1/analytics/${of}?${new URLSearchParams({ ...query, ...(from ? { from } : {}) })}`, atLeast(position))).items;
    try {
      const measures = [...new Set(PANELS.map((panel) => panel.of))];
      const group = by ? { by } : {};
      const read = measures.map(async (of) => [of, await Promise.all([figure(of, {}), figure(of, { ...group, interval, top: DRAWN }), by ? figure(of, { by, top: LISTED }) : []])]);
      const problems = ask("v1/traces/problems?limit=100", atLeast(position));
      const figures = { of: Object.fromEntries(await Promise.all(read)), unknown: (await problems).items.filter(({ model }) => model), ...this.choice, from };
      if (asked !== this.#asked) return;
      this.failure = null;
      this.figures = figures;
    } catch (failure) {
      if (asked === this.#asked) this.failure = failure;
      throw failure;
    }
  }

  async export() {
    const { by, hours, interval } = this.choice;
    const from = hours ? { from: hoursAgo(hours) } : {};
    try {
      const all = await Promise.all([...new Set(PANELS.map((panel) => panel.of))].map(async (of) => {
        const { items } = await ask(`v1/analytics/${of}?${new URLSearchParams({ interval, ...(by ? { by } : {}), ...from })}`);
        return items.map(({ time, key, ...amounts }) => ({ measure: of, time, [by || "group"]: key ?? "", ...amounts }));
      }));
      saved(`figures-${new Date(now()).toISOString().slice(0, 10)}.csv`, "text/csv", csv(all.flat()));
    } catch (failure) {
      say(`Not exported: ${failure.message}`);
    }
  }

  render() {
    const { figures } = this;
    const pick = (name, label, options) => select(name, label, options, this.address.query.get(name) ?? "", (value) => this.choose({ [name]: value }));
    return html`<div class="room wide figures-room">
      <h1 class="unseen">Figures</h1>
      <form class="figure-choices" aria-label="Figures" @submit=${(event) => event.preventDefault()}>
        ${pick("since", "Time", TIMES)}${pick("interval", "Interval", INTERVALS)}${pick("by", "Group", BY)}
        <button type="button" @click=${this.export}>Export CSV</button>
      </form>
      ${this.failure && !(figures && this.failure instanceof Away) ? unread("The figures cannot be read", this.failure, () => this.read(0).catch(() => {})) : !figures ? unready()
        : figures.of.volume[0][0]?.count ? this.whole(figures) : this.none()}
    </div>`;
  }

  whole(figures) {
    return html`${this.sums(figures)}${figures.unknown.length ? this.unknown(figures.unknown) : nothing}
      <div class="panels">${PANELS.filter((panel) => !panel.only || panel.only(figures.of[panel.of][0][0] ?? {})).map((panel) => this.panel(panel, figures))}</div>`;
  }

  sums({ of }) {
    const first = (name) => of[name][0][0] ?? {};
    const { cost, unpriced, humanMicros } = first("cost");
    const sums = [["Cost", money(cost, unpriced)], ["Time of people", duration(humanMicros)], ["Tokens", short(first("tokens").totalTokens ?? 0)],
      ["Latency, 9 of 10", duration(first("latency").p90Micros)], ["Errors", short(first("errors").errors ?? 0)], ["Traces", short(first("volume").traces ?? 0)]];
    return html`<dl class="sums">${sums.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
  }

  unknown(models) {
    const word = line(models[0].model, 200);
    const quoted = /^[\w.:/-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
    return html`<section class="unknown" aria-labelledby="unknown-title"><h2 id="unknown-title">Without a price</h2>
      <p>The cost lacks what these models took: ${models.map(({ model, count }, index) => html`${index ? ", " : ""}<bdi>${line(model, 80)}</bdi> <span class="number">${short(count)}</span>`)}</p>
      <copy-line .text=${`signalbox prices set ${quoted} input=2 output=8`}></copy-line></section>`;
  }

  panel(panel, { of, by, interval, from }) {
    const [, over, groups] = of[panel.of];
    const ended = Math.floor(now() / 1_000);
    const begun = from ? Date.parse(from) / 1_000 : Math.min(ended, ...over.map((each) => Date.parse(each.time) / 1_000));
    const times = steps(interval, begun, ended);
    const drawn = lines(panel, over.filter(panel.has ?? (() => true)), times, Boolean(by));
    const order = groups.map((each) => each.key ?? "");
    if (by) drawn.sort((one, other) => order.indexOf(one.name) - order.indexOf(other.name));
    const label = `${panel.title} over time${by ? `, of the ${drawn.length} largest groups` : ""}; the same stands in the table below`;
    return html`<section aria-labelledby=${`${panel.id}-title`}><h2 id=${`${panel.id}-title`}>${panel.title}${by && panel.note ? html` <span class="hint">${panel.note}</span>` : nothing}</h2>
      ${drawn.length ? html`<figure-chart .times=${times} .lines=${drawn} .format=${panel.format} .label=${label} ?bars=${panel.adds}></figure-chart>
        ${by ? this.groups(panel, groups.filter(panel.has ?? (() => true)), drawn, by) : drawn.length > 1 ? html`<p class="keys">${drawn.map(({ name }, index) => html`<span>${swatch(index)}${name}</span>`)}</p>` : nothing}
        ${this.numbers(panel, times, drawn)}` : html`<p class="hint">Nothing in this time.</p>`}
    </section>`;
  }

  groups(panel, groups, drawn, by) {
    const filter = FILTERS[by];
    const index = (key) => drawn.findIndex(({ name }) => name === key);
    const name = (key) => (key === "" ? html`<span class="hint">none</span>` : filter ? html`<a href=${hash(["traces"], { [filter]: key, since: this.choice.hours ? this.choice.since : "" })}><bdi>${line(key, 60)}</bdi></a>` : html`<bdi>${line(key, 60)}</bdi>`);
    return table(["", ...panel.columns.map(([title]) => title)], groups.map((each) => {
      const at = index(each.key ?? "");
      return [html`${at < 0 ? html`<span class="swatch"></span>` : swatch(at)}${name(each.key ?? "")}`, ...panel.columns.map(([, text]) => text(each))];
    }), panel.title);
  }

  numbers(panel, times, drawn) {
    const open = this.opened === panel.id;
    return html`<details @toggle=${({ target }) => this.unfold(panel.id, target.open)} ?open=${open}><summary>Numbers over time</summary>
      ${open ? table(["UTC", ...drawn.map(({ name }) => line(name, 40) || "none")],
        times.map((time, index) => [new Date(time * 1_000).toISOString().slice(0, 16).replace("T", " "), ...drawn.map(({ values }) => (values[index] === null ? "–" : panel.format(values[index])))]).reverse(), `${panel.title} over time`) : nothing}</details>`;
  }

  unfold(id, open) {
    if (open) this.opened = id;
    else if (this.opened === id) this.opened = null;
    this.requestUpdate();
  }

  none() {
    return html`<div class="empty"><h2>Nothing in this time</h2><p>Figures are of what agents tell the hub about their work with models. <a href=${hash(["traces"])}>Traces</a> says how they do.</p>
      <p><button type="button" @click=${() => this.choose({ since: "all" })}>Show all times</button></p></div>`;
  }
}

const swatch = (index) => html`<span class="swatch" .style=${`background: var(${colour(index)})`}></span>`;

/** A table that scrolls by itself, with its first column as the names of its rows. */
const table = (titles, rows, label) => html`<div class="wide-table" tabindex="0" role="group" aria-label=${label}><table>
  <thead><tr>${titles.map((title, index) => html`<th scope="col">${title || (index ? "" : html`<span class="unseen">Group</span>`)}</th>`)}</tr></thead>
  <tbody>${rows.map(([name, ...cells]) => html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;

customElements.define("figures-room", FiguresRoom);
