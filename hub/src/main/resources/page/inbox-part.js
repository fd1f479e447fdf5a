/** What the rooms of the inbox have in common: they show anew whatever changes in it, and hear keys as `pressed`. */
import { Part } from "./part.js";
import { inbox } from "./inbox-store.js";

export class InboxPart extends Part {
  static properties = {
    changes: { state: true },
  };

  constructor() {
    super();
    this.changes = 0;
    this.changed = () => this.changes++;
    this.pressed = this.pressed.bind(this);
  }

  connectedCallback() {
    super.connectedCallback();
    inbox.addEventListener("change", this.changed);
    document.addEventListener("keydown", this.pressed);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    inbox.removeEventListener("change", this.changed);
    document.removeEventListener("keydown", this.pressed);
  }
}
