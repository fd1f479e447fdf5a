/** What just happened, in one line at the bottom, with a way back as long as there is one; screen readers hear it. */
import { html, nothing } from "./lit.js";
import { Part } from "./part.js";

const SHOWN = 6_000;

class ToastLine extends Part {
  static properties = { text: { state: true }, undo: { state: true } };

  #timer = 0;

  /** @param undo what takes it back; none when nothing does */
  say(text, undo = null, millis = SHOWN) {
    clearTimeout(this.#timer);
    this.text = text;
    this.undo = undo;
    this.#timer = setTimeout(() => this.clear(), millis);
  }

  clear() {
    this.text = null;
    this.undo = null;
  }

  render() {
    return html`<div class="toast ${this.text ? "" : "empty"}">
      <span role="status" aria-live="polite">${this.text ?? nothing}</span>
      ${this.undo ? html`<button type="button" class="quiet" @click=${this.undo}>Undo <kbd>u</kbd></button>` : nothing}
    </div>`;
  }
}

customElements.define("toast-line", ToastLine);

/** Tells it from anywhere. */
export const say = (...words) => document.querySelector("toast-line")?.say(...words);
export const clear = () => document.querySelector("toast-line")?.clear();
