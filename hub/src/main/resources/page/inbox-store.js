/**
 * What people are asked and told, kept in step with the hub: read once, then carried on by its events. Tells of
 * `change`, of `asked` with a question that has just come, and of `state`.
 */
import { ask, mayRead, pages, Refused, send } from "./hub.js";
import { feed } from "./feed.js";
import { Store } from "./store.js";
import { after, TYPES, waits } from "./things.js";
import { heard } from "./clock.js";

/** How many a page of a list has. */
const PAGE = 200;
/** How long what is over stays before one's eyes. */
const STAYS = 12_000;
/** How long something can be undone, since the hub is not told before. */
const HELD = 5_000;

class InboxStore extends Store {
  /** By id. */
  questions = new Map();
  notifications = new Map();
  /** `live` or `away`. */
  link = "live";
  /** Which lists are here whole: `waiting`, `acknowledged`, `all`. */
  read = new Set();
  /** What was sent and is not answered yet, and what the hub said against it, by id. */
  sent = new Map();
  refused = new Map();
  /** What is to be closed unless it is undone, by id. */
  held = new Map();
  /** When something ended that was seen, by id. */
  #over = new Map();
  #follows = false;
  #heard = {
    event: (event, live) => this.#event(event, live),
    state: (state) => this.#linked(state),
    reset: () => this.anew(),
  };
  #reading = null;

  /** Reads what a filter needs, and follows. */
  async open(lists) {
    const missing = lists.filter((list) => !this.read.has(list));
    if (this.#follows && missing.length === 0) return;
    if (this.#reading) return this.#reading.then(() => this.open(lists));
    this.#reading = this.#open(missing);
    await this.#reading;
    this.#reading = null;
  }

  async #open(lists) {
    this.become("loading");
    try {
      if (!this.#follows) await feed.follow(TYPES, this.#heard);
      this.#follows = true;
      for (const list of lists) {
        await this.#list(list);
        this.read.add(list);
      }
      this.become("ready");
    } catch (failure) {
      this.become("failed", failure);
    }
  }

  async #list(list) {
    const states = { waiting: ["pending", "open"], acknowledged: [null, "acknowledged"], all: ["all", "all"] }[list];
    const [questions, notifications] = states;
    const keep = (of, into) => (items) => {
      for (const item of items) this.#keep(into, { ...item, of });
      this.changed();
    };
    if (questions && mayRead("questions")) {
      await this.#pages(`v1/questions?state=${questions}&limit=${PAGE}`, keep("question", this.questions), list);
    }
    if (mayRead("notifications")) {
      await this.#pages(`v1/notifications?state=${notifications}&limit=${PAGE}`, keep("notification", this.notifications), list);
    }
  }

  /** Of what is over only the newest: it grows for ever. */
  async #pages(path, each, list) {
    if (list !== "all") return pages(path, each);
    each((await ask(path)).items);
  }

  #keep(into, thing) {
    const known = into.get(thing.id);
    if (!known || known.version < thing.version) into.set(thing.id, thing);
  }

  #linked(state) {
    if (state === this.link) return;
    this.link = state;
    this.dispatchEvent(new Event("state"));
  }

  /** The history of the hub is another one, or the key reads something else of it. */
  anew() {
    const lists = [...this.read];
    this.close();
    this.open(lists);
  }

  /** What may be done about it is something else. */
  redraw() {
    this.changed();
  }

  /** Forgets everything, as before the first reading. */
  close() {
    feed.leave(this.#heard);
    this.#follows = false;
    for (const each of [this.questions, this.notifications, this.read, this.sent, this.refused, this.held, this.#over]) each.clear();
    this.link = "live";
    this.become("empty");
  }

  #event(event, live) {
    const [of] = event.subject.split("/", 1);
    if (of !== "question" && of !== "notification") return;
    if (live) heard(event.recordedtime);
    const into = of === "question" ? this.questions : this.notifications;
    const id = event.subject.slice(of.length + 1);
    const before = into.get(id);
    const thing = after(before, event);
    if (thing === undefined) {
      this.#fetch(of, id);
      return;
    }
    if (thing === before) return;
    into.set(id, thing);
    if (waits(thing)) this.#over.delete(id);
    else if (before && waits(before)) this.#leaves(id);
    if (event.type === "question.asked") this.dispatchEvent(new CustomEvent("asked", { detail: thing }));
    this.changed();
  }

  #leaves(id) {
    this.#over.set(id, true);
    setTimeout(() => {
      this.#over.delete(id);
      this.changed();
    }, STAYS);
  }

  /** Whether it ended a moment ago, and stays for people to see how. */
  leaves(id) {
    return this.#over.has(id);
  }

  /** Something of which not everything is known here, as it is now. Fails as `ask` does. */
  async fetch(of, id) {
    const thing = { ...(await ask(`v1/${of}s/${encodeURIComponent(id)}`)), of };
    this.#keep(of === "question" ? this.questions : this.notifications, thing);
    this.changed();
  }

  #fetch(of, id) {
    this.fetch(of, id).catch(() => {});
  }

  // What a person does.

  /** Fails with nothing: what the hub says against it is in `refused`. */
  async answer(question, value, comment) {
    this.sent.set(question.id, value);
    this.refused.delete(question.id);
    this.changed();
    const body = { value, via: "dashboard", ...(comment ? { comment } : {}) };
    try {
      const answered = await send(`v1/questions/${encodeURIComponent(question.id)}/answer`, body);
      if (waits(question)) this.#leaves(question.id);
      this.#keep(this.questions, { ...answered, of: "question" });
      return true;
    } catch (failure) {
      this.refused.set(question.id, { value, comment, failure });
      if (failure instanceof Refused) this.#fetch("question", question.id);
      return false;
    } finally {
      this.sent.delete(question.id);
      this.changed();
    }
  }

  /** Closes notifications in a moment, unless it is undone. */
  hold(ids, verb) {
    const timer = setTimeout(() => this.#release(ids), HELD);
    for (const id of ids) this.held.set(id, { verb, timer, ids });
    this.changed();
  }

  /** Takes the last thing back that the hub was not told yet; whether there was one. */
  undo() {
    const last = [...this.held.values()].pop();
    if (!last) return false;
    clearTimeout(last.timer);
    for (const id of last.ids) this.held.delete(id);
    this.changed();
    return true;
  }

  /** The page goes: what waits is said now. */
  flush() {
    for (const [id, { verb, timer }] of this.held) {
      clearTimeout(timer);
      send(`v1/notifications/${encodeURIComponent(id)}/${verb}`, {}, { keepalive: true }).catch(() => {});
    }
    this.held.clear();
  }

  async #release(ids) {
    const waiting = ids.filter((id) => this.held.has(id));
    const failures = [];
    const next = async () => {
      for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
        const { verb } = this.held.get(id);
        try {
          const closed = await send(`v1/notifications/${encodeURIComponent(id)}/${verb}`, {});
          this.#keep(this.notifications, { ...closed, of: "notification" });
          if (!waits(closed)) this.#leaves(id);
        } catch (failure) {
          failures.push(failure);
        }
        this.held.delete(id);
        this.changed();
      }
    };
    await Promise.all([next(), next(), next(), next()]);
    if (failures.length) this.dispatchEvent(new CustomEvent("trouble", { detail: failures }));
  }

  /** The questions that wait. */
  get waiting() {
    let count = 0;
    for (const question of this.questions.values()) if (waits(question)) count++;
    return count;
  }
}

export const inbox = new InboxStore();
addEventListener("pagehide", () => inbox.flush());
document.addEventListener("visibilitychange", () => document.hidden && inbox.flush());

