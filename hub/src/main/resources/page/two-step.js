/** A button for what is not taken back: it asks once more, in its place. */
import { html } from "./lit.js";
import { Part } from "./part.js";

class TwoStep extends Part {
  static properties = { label: { attribute: false }, question: { attribute: false }, deed: { attribute: false }, asks: { state: true } };

  async turn(asks) {
    this.asks = asks;
    await this.updateComplete;
    this.querySelector("button").focus();
  }

  sure() {
    this.asks = false;
    this.deed();
  }

  render() {
    if (!this.asks) return html`<button type="button" class="quiet" @click=${() => this.turn(true)}>${this.label} …</button>`;
    return html`<span class="two-step" role="group" aria-label=${this.question}><span>${this.question}</span>
      <button type="button" class="danger" @click=${this.sure}>${this.label}</button>
      <button type="button" class="quiet" @click=${() => this.turn(false)}>Keep it</button></span>`;
  }
}

customElements.define("two-step", TwoStep);
