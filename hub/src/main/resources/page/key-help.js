/** What the keyboard does here, in a dialog of its own. */
import { html } from "./lit.js";
import { Part } from "./part.js";

/** The keys of a room that names none: those of the inbox. */
const KEYS = [
  ["j, k", "the next one, the one before"],
  ["1 … 9", "give that answer to the chosen question"],
  ["Enter", "open what is chosen, or show all of it"],
  ["a", "acknowledge: you have seen it and care"],
  ["r", "resolve: it is settled"],
  ["← →", "fold and unfold a step of a trace"],
  ["x", "mark, to close several at once"],
  ["u", "undo, as long as the hub was not told"],
  ["/", "search"],
  ["Esc", "clear marks and search"],
  ["?", "this list"],
];

class KeyHelp extends Part {
  static properties = { of: { attribute: false } };

  show() {
    this.querySelector("dialog").showModal();
  }

  render() {
    return html`<dialog aria-labelledby="keys-title">
      <h2 id="keys-title">Keyboard</h2>
      <dl>${(this.of ?? KEYS).map(([key, what]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${what}</dd></div>`)}</dl>
      <form method="dialog" @submit=${this.close}><button class="primary" autofocus>Close</button></form>
    </dialog>`;
  }

  /** The policy of the page sends no form, this one neither. */
  close(event) {
    event.preventDefault();
    this.querySelector("dialog").close();
  }
}

customElements.define("key-help", KeyHelp);
