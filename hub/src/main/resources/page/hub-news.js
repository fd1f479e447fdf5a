/** What happens to keys, rights, spaces and backups, for the sections of the hub room: the types of events, and `anew` when something may have been missed. */
import { mayRead } from "./hub.js";
import { feed } from "./feed.js";

const TYPES = ["key.*", "matrix.*", "space.*", "backup.*", "log.*"];

class HubNews {
  #listeners = new Set();
  #followed = false;
  #link = "live";
  #on = {
    event: (event) => this.#tell(event.type),
    state: (state) => {
      if (state === "live" && this.#link === "away") this.#tell("anew");
      this.#link = state;
    },
    reset: () => {
      this.#followed = false;
      this.#follow();
    },
  };

  join(listener) {
    this.#listeners.add(listener);
    this.#follow();
  }

  leave(listener) {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0 || !this.#followed) return;
    feed.leave(this.#on);
    this.#followed = false;
  }

  async #follow() {
    if (this.#followed || this.#listeners.size === 0 || !["keys", "settings", "spaces", "backups"].some(mayRead)) return;
    this.#followed = true;
    try {
      await feed.follow(TYPES, this.#on);
      this.#tell("anew");
    } catch {
      // Whoever listens reads, too, and says that it cannot; it tries again when somebody says so.
      this.#followed = false;
    }
  }

  #tell(type) {
    for (const listener of this.#listeners) listener(type);
  }
}

export const news = new HubNews();
