/** Asks before something that cannot be taken back, or costs something; where that takes a whole thing away, its name is typed. */
import { html, nothing } from "./lit.js";
import { Part } from "./part.js";
import { events } from "./hub.js";
import { line } from "./plain-text.js";

class AreYouSure extends Part {
  static properties = {
    heading: { attribute: false },
    text: { attribute: false },
    deed: { attribute: false },
    name: { attribute: false },
    typed: { state: true },
  };

  firstUpdated() {
    this.querySelector("dialog").showModal();
  }

  submit(event) {
    event.preventDefault();
    if (!this.name || this.typed === this.name) this.done(true);
  }

  render() {
    const held = this.name && this.typed !== this.name;
    return html`<dialog aria-labelledby="sure-title" @close=${() => this.done(false)}>
      <h2 id="sure-title">${line(this.heading, 200)}</h2>
      <p>${this.text}</p>
      <form @submit=${this.submit}>
        ${this.name
          ? html`<label for="sure-name">Type <strong>${this.name}</strong> to go on</label>
            <input id="sure-name" autocomplete="off" spellcheck="false" autocapitalize="off" @input=${(event) => (this.typed = event.target.value.trim())}>`
          : nothing}
        <div class="choices"><button type="button" @click=${() => this.done(false)}>Cancel</button>
          <button class="primary" ?disabled=${held}>${this.deed}</button></div>
      </form>
    </dialog>`;
  }
}

customElements.define("are-you-sure", AreYouSure);

/**
 * Whether a person wants it.
 *
 * @param wish `heading`, `text`, `deed` (the word of the button), and `name`, which is typed, or nothing
 */
export function sure(wish) {
  const asked = Object.assign(document.createElement("are-you-sure"), wish);
  return new Promise((resolve) => {
    const out = () => asked.done(false);
    asked.done = (yes) => {
      asked.done = () => {};
      events.removeEventListener("signed-out", out);
      asked.querySelector("dialog")?.close();
      asked.remove();
      resolve(yes);
    };
    events.addEventListener("signed-out", out);
    document.body.append(asked);
  });
}
