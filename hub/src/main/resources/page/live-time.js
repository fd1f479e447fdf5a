/** A time in words that run on, with the whole one in its title and in `datetime`. */
import { html } from "./lit.js";
import { Part } from "./part.js";
import { age, left, whole } from "./clock.js";

const shown = new Set();
setInterval(() => shown.forEach((each) => each.tick()), 1000);

class LiveTime extends Part {
  static properties = { at: { attribute: false }, ahead: { type: Boolean }, words: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    shown.add(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    shown.delete(this);
  }

  tick() {
    this.words = this.ahead ? left(this.at) : age(this.at);
  }

  willUpdate() {
    this.tick();
  }

  render() {
    const soon = this.ahead && Date.parse(this.at) - Date.now() < 600_000;
    return html`<time class=${soon ? "soon" : ""} datetime=${this.at} title=${whole(this.at)}>${this.words}</time>`;
  }
}

customElements.define("live-time", LiveTime);
