/** Any JSON, folded: what is in an object or a list is in the page once it is opened. */
import { html, nothing } from "./lit.js";
import { Part } from "./part.js";
import { line, shown } from "./plain-text.js";
import { counted } from "./amounts.js";

/** So many members are shown at once. */
const SOME = 100;

class JsonTree extends Part {
  static properties = {
    value: { attribute: false },
    name: { attribute: false },
    open: { type: Boolean },
    most: { state: true },
  };

  constructor() {
    super();
    this.most = SOME;
  }

  render() {
    const { value } = this;
    const key = this.name === undefined ? nothing : html`<span class="json-key">${line(this.name, 200)}</span> `;
    if (value === null || typeof value !== "object") {
      return html`<p class="leaf" dir="auto">${key}<span class=${value === null ? "null" : typeof value}>${typeof value === "string" ? shown(value) : String(value)}</span></p>`;
    }
    const members = Object.entries(value);
    const many = counted(members.length, Array.isArray(value) ? "item" : "field");
    return html`<details ?open=${this.open} @toggle=${(event) => this.toggled(event)}><summary>${key}<span class="number">${many}</span></summary>
      ${this.open ? html`<div class="members">
          ${members.slice(0, this.most).map(([name, member]) => html`<json-tree .name=${name} .value=${member}></json-tree>`)}
          ${members.length > this.most ? html`<button type="button" class="quiet" @click=${() => (this.most += 10 * SOME)}>More</button>` : nothing}
        </div>` : nothing}
    </details>`;
  }

  toggled(event) {
    event.stopPropagation();
    if (event.target === this.firstElementChild) this.open = event.target.open;
  }
}

customElements.define("json-tree", JsonTree);
