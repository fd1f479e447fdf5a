/**
 * What happens to keys, rights, spaces and backups, for the sections of the hub room: each event is told by its type, and
 * `anew` when the stream begins once more, since something may have been missed. One stream serves all of them.
 */
import { mayRead } from "./hub.js";
import { Follower } from "./follower.js";

const TYPES = "key.*,matrix.*,space.*,backup.*,log.*";

class HubNews {
  #follower = null;
  #listeners = new Set();
  #link = "away";

  join(listener) {
    this.#listeners.add(listener);
    this.#follow();
  }

  leave(listener) {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0) return;
    this.#follower?.close();
    this.#follower = null;
    this.#link = "away";
  }

  #follow() {
    if (this.#follower || !["keys", "settings", "spaces", "backups"].some(mayRead)) return;
    this.#follower = new Follower(
      TYPES,
      "end",
      {
        event: (event) => this.#tell(event.type),
        state: (state) => {
          if (state === "live" && this.#link === "away") this.#tell("anew");
          this.#link = state;
        },
        reset: () => {
          this.#follower = null;
          this.#link = "away";
          this.#follow();
        },
      },
      { looked: true },
    );
  }

  #tell(type) {
    for (const listener of this.#listeners) listener(type);
  }
}

export const news = new HubNews();
