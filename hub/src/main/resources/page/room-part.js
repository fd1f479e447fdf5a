/** What rooms have in common: they show anew whatever changes in the store that they show, and hear keys as `pressed`. */
import { Part } from "./part.js";

export class RoomPart extends Part {
  static properties = {
    changes: { state: true },
  };

  constructor() {
    super();
    this.changes = 0;
    this.changed = () => this.changes++;
    this.pressed = this.pressed.bind(this);
  }

  /** That of the class, `static store`. */
  get store() {
    return this.constructor.store;
  }

  connectedCallback() {
    super.connectedCallback();
    this.store.addEventListener("change", this.changed);
    document.addEventListener("keydown", this.pressed);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.store.removeEventListener("change", this.changed);
    document.removeEventListener("keydown", this.pressed);
  }

  pressed() {}
}

/** Whether the key belongs to what has the focus, or to the browser, and to no room. */
export const isTaken = (event) =>
  event.ctrlKey || event.metaKey || event.altKey || !!event.target.closest?.("input:not([type=checkbox]), textarea, select, dialog[open]");
