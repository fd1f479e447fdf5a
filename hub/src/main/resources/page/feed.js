/**
 * The one stream of events of a page, for all that it shows. A browser opens six connections to a host, for all its
 * windows together; a stream for each room would leave none for asking.
 */
import { ask } from "./hub.js";
import { Follower } from "./follower.js";

class Feed {
  /** The types of each listener. */
  #parts = new Map();
  #follower = null;
  #begun = null;

  /**
   * From here on `on` hears the events of these types. Done when none that happens later can be missed: then it is time
   * to read. Fails as `ask` does.
   *
   * @param types names, and families as `question.*`
   * @param on `event(event, live)` as of a follower; if it has them `state("live" | "away")`, and `reset()`: nothing is followed any more
   */
  async follow(types, on) {
    this.#parts.set(on, types);
    this.#begun ??= this.#begin();
    try {
      await this.#begun;
    } catch (failure) {
      this.#begun = null;
      this.#parts.delete(on);
      throw failure;
    }
    this.#widen();
  }

  leave(on) {
    this.#parts.delete(on);
    if (this.#parts.size > 0) return this.#widen();
    this.#follower?.close();
    this.#follower = null;
    this.#begun = null;
  }

  async #begin() {
    const { next } = await ask("v1/events?after=end&limit=1");
    if (this.#parts.size === 0) return;
    this.#follower = new Follower(this.#types(), next, {
      event: (event, live) => this.#tell(event, live),
      state: (state) => {
        for (const on of this.#parts.keys()) on.state?.(state);
      },
      reset: () => this.#reset(),
    });
  }

  #widen() {
    if (this.#follower) this.#follower.types = this.#types();
  }

  #types() {
    return [...new Set([...this.#parts.values()].flat())].sort().join(",");
  }

  #tell(event, live) {
    const family = `${event.type.slice(0, event.type.indexOf("."))}.*`;
    for (const [on, types] of this.#parts) if (types.includes(event.type) || types.includes(family)) on.event(event, live);
  }

  #reset() {
    const all = [...this.#parts.keys()];
    this.#parts.clear();
    this.#follower = null;
    this.#begun = null;
    for (const on of all) on.reset?.();
  }
}

export const feed = new Feed();
