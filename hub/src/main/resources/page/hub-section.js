/**
 * What the sections of the hub room have in common: each reads something, says so meanwhile, and reads it anew when an event
 * tells that it is another. Where nothing tells, since a lag or a size is only a figure, it looks again every few seconds,
 * and only while somebody looks at it.
 */
import { html, nothing } from "./lit.js";
import { Part } from "./part.js";
import { Away, events } from "./hub.js";
import { news } from "./hub-news.js";
import { say } from "./toast-line.js";
import { reason, unread, unready } from "./trouble.js";

/** How long after a hub that was away it is asked again. */
const AGAIN = 3_000;

export class HubSection extends Part {
  static properties = {
    value: { state: true },
    failure: { state: true },
    /** What is under way, by a name that the section gives it. */
    busy: { state: true },
  };

  /** Beginnings of the types of events that tell of it. */
  told = [];
  #timer = 0;
  #turn = 0;

  constructor() {
    super();
    this.busy = new Set();
    this.heard = (type) => {
      if (type === "anew" || this.told.some((family) => type.startsWith(family))) this.load();
    };
    this.ruled = () => this.load();
    this.looked = () => document.hidden || this.load();
  }

  /** What is shown. Fails as `ask` does. */
  async read() {
    return null;
  }

  /** Milliseconds until the next look, for what no event tells; 0 for none. */
  pace() {
    return 0;
  }

  connectedCallback() {
    super.connectedCallback();
    news.join(this.heard);
    events.addEventListener("rights", this.ruled);
    document.addEventListener("visibilitychange", this.looked);
    this.load();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    news.leave(this.heard);
    events.removeEventListener("rights", this.ruled);
    document.removeEventListener("visibilitychange", this.looked);
    clearTimeout(this.#timer);
    this.#turn++;
  }

  async load() {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    try {
      const value = await this.read();
      if (turn !== this.#turn) return;
      this.value = value;
      this.failure = null;
    } catch (failure) {
      if (turn !== this.#turn) return;
      this.failure = failure;
    }
    const pace = this.failure instanceof Away ? AGAIN : this.pace();
    if (pace && !document.hidden) this.#timer = setTimeout(() => this.load(), pace);
  }

  /** Does something that a person wants, once at a time; what the hub says against it is said. What comes of it, or undefined. */
  async act(name, deed) {
    if (this.busy.has(name)) return undefined;
    this.busy = new Set(this.busy).add(name);
    try {
      return await deed();
    } catch (failure) {
      say(reason(failure), null, 12_000);
      return undefined;
    } finally {
      await this.load();
      const busy = new Set(this.busy);
      busy.delete(name);
      this.busy = busy;
    }
  }

  /** What cannot be read, in its title. */
  what = "This";

  render() {
    if (this.value === undefined) return this.failure ? unread(`${this.what} cannot be read`, this.failure, () => this.load()) : unready();
    const late = this.failure ? html`<p class="hint" role="status">What you see is from before: ${reason(this.failure)}</p>` : nothing;
    return html`${late}${this.shown(this.value)}`;
  }

  /** The section, when all is here. */
  shown() {
    return nothing;
  }
}

/** A figure with its name. */
export const figure = (name, value) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

/** As many bytes, in words. */
export function bytes(count) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  let value = count;
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024;
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value).toLocaleString()} ${units[unit]}`;
}
