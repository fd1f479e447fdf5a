/**
 * The roadmap as it is, kept in step with the hub: read once, then carried on by its events; and what a person does to
 * it. Tells of `change`.
 */
import { ask, events, me, pages, Refused, send } from "./hub.js";
import { feed } from "./feed.js";
import { Store } from "./store.js";
import { heard } from "./clock.js";

export const STATUSES = ["planned", "in_progress", "blocked", "done", "cancelled"];
export const STATUS_WORDS = { planned: "Planned", in_progress: "In progress", blocked: "Blocked", done: "Done", cancelled: "Cancelled" };

const PAGE = 500;

/** What an event makes of an item, as the hub folds it. */
const FOLDS = {
  "roadmap.added": (none, data, event) => ({ ...data, links: data.links ?? [], createdAt: event.recordedtime, createdBy: event.actor }),
  "roadmap.updated": (item, data) => ({ ...item, ...data, description: kept(data, item, "description"), estimate: kept(data, item, "estimate") }),
  "roadmap.moved": (item, data) => ({ ...item, order: data.order }),
  "roadmap.status_set": (item, data) => ({ ...item, status: data.status, comment: data.comment }),
  "roadmap.removed": (item) => ({ ...item, gone: true }),
};

/** An empty text takes it away. */
const kept = (data, item, field) => (data[field] ?? item[field]) || undefined;

const TYPES = Object.keys(FOLDS);

/** By place; should two have one, the id decides. */
export const byOrder = (one, other) => compare(one.order, other.order) || compare(one.id, other.id);

const compare = (one, other) => (one < other ? -1 : one > other ? 1 : 0);

export const path = (item) => `v1/roadmap/${encodeURIComponent(item.id ?? item)}`;

class RoadmapStore extends Store {
  /** What is being moved, by id. */
  busy = new Set();
  #items = new Map();
  #list = null;
  #follows = false;
  #reading = null;
  #heard = { event: (event, live) => this.#event(event, live), reset: () => this.#anew() };

  /** Reads what is there, once, and follows. */
  open() {
    this.#reading ??= this.#open();
    return this.#reading;
  }

  async #open() {
    this.become("loading");
    try {
      if (!this.#follows) await feed.follow(TYPES, this.#heard);
      this.#follows = true;
      await pages(`v1/roadmap?limit=${PAGE}`, (items) => items.forEach((item) => this.#keep(item)));
      this.become("ready");
    } catch (failure) {
      this.#reading = null;
      this.become("failed", failure);
    }
  }

  close() {
    feed.leave(this.#heard);
    this.#follows = false;
    this.#reading = null;
    this.#items.clear();
    this.become("empty");
  }

  #anew() {
    this.close();
    this.open();
  }

  /** In their order. */
  get list() {
    this.#list ??= [...this.#items.values()].filter((item) => !item.gone).sort(byOrder);
    return this.#list;
  }

  /** @param reference id, or key in any case; undefined for none */
  find(reference) {
    const item = this.#items.get(reference);
    if (item) return item.gone ? undefined : item;
    const key = reference.toLowerCase();
    return this.list.find((each) => each.key.toLowerCase() === key);
  }

  #keep(item) {
    const known = this.#items.get(item.id);
    if (known && known.version >= item.version) return;
    this.#items.set(item.id, item);
    this.changed();
  }

  #event(event, live) {
    if (live) heard(event.recordedtime);
    const id = event.subject.slice(event.subject.indexOf("/") + 1);
    const before = this.#items.get(id);
    const version = event.streamversion;
    if (before && version <= before.version) return;
    if (version !== 1 && before?.version !== version - 1) {
      this.#fetch(id);
      return;
    }
    const after = FOLDS[event.type](before, event.data, event);
    this.#items.set(id, { ...after, id, version, updatedAt: event.recordedtime, updatedBy: event.actor });
    this.changed();
  }

  /** Something was missed: as it is now. */
  async #fetch(id) {
    try {
      this.#keep(await ask(path(id)));
    } catch (failure) {
      if (failure instanceof Refused && failure.status === 404) this.#items.delete(id);
      this.changed();
    }
  }

  // What a person does. Each fails as `send` does.

  async add(wish) {
    return this.#sent(await send("v1/roadmap", wish));
  }

  /** @param version that was read */
  async update(item, wish, version) {
    return this.#sent(await send(path(item), wish, { method: "PATCH", headers: { "If-Match": `"${version}"` } }));
  }

  async remove(item) {
    await send(path(item), {}, { method: "DELETE", headers: { "If-Match": `"${item.version}"` } });
    this.#items.set(item.id, { ...item, gone: true, version: item.version + 1 });
    this.changed();
  }

  async setStatus(item, status, comment) {
    return this.#sent(await send(`${path(item)}/status`, comment ? { status, comment } : { status }));
  }

  /** @param place one of `before`, `after`, `to` and `order`; null leaves it where it is */
  async place(item, status, place) {
    this.busy.add(item.id);
    this.changed();
    try {
      if (status !== item.status) await this.setStatus(item, status, item.comment);
      if (place) this.#sent(await send(`${path(item)}/move`, place));
    } finally {
      this.busy.delete(item.id);
      this.changed();
    }
  }

  #sent(item) {
    this.#keep(item);
    return item;
  }

  changed() {
    this.#list = null;
    super.changed();
  }
}

export const roadmap = new RoadmapStore();
events.addEventListener("rights", () => {
  if (me?.mayRead.includes("roadmap")) roadmap.changed();
  else roadmap.close();
});
