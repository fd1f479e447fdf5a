/** An item of the roadmap, as it stands on the board and in the list. */
import { html, nothing } from "./lit.js";
import { Part } from "./part.js";
import { hash } from "./address.js";
import { may } from "./hub.js";
import { line } from "./plain-text.js";
import { STATUS_WORDS, STATUSES } from "./roadmap-store.js";
import "./live-time.js";

class RoadmapCard extends Part {
  static properties = {
    item: { attribute: false },
    // What is another today, when a moment of the past is shown; else null.
    marks: { attribute: false },
    chosen: { type: Boolean },
    busy: { type: Boolean },
    listed: { type: Boolean },
  };

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  render() {
    const { item, marks } = this;
    const added = marks?.includes("added since");
    const movable = !marks && may("roadmap.move");
    return html`<article class="card item ${this.chosen ? "chosen" : ""} ${marks?.length ? "other" : ""} ${added ? "absent" : ""}" tabindex=${this.chosen ? "0" : "-1"}
      aria-label=${`${item.key}: ${line(item.title, 120)}`} aria-busy=${this.busy ? "true" : nothing}>
      <header>
        <p class="key"><bdi>${line(item.key, 80)}</bdi></p>
        ${movable
          ? html`<button type="button" class="handle" aria-label=${`Move ${item.key}`} title="Drag, or move by the arrow keys"
            @pointerdown=${(event) => this.tell("grab", { event, item })}>⠿</button>`
          : nothing}
      </header>
      <h3 dir="auto"><a href=${hash(["roadmap", item.id])}>${line(item.title, 500)}</a></h3>
      ${item.comment ? html`<p class="body" dir="auto">${line(item.comment, 200)}</p>` : nothing}
      <p class="meta">${this.listed ? this.status(!marks) : nothing}${item.estimate ? html`<bdi>${line(item.estimate, 60)}</bdi>` : nothing}
        <live-time .at=${item.updatedAt}></live-time></p>
      ${marks?.length ? html`<p class="marks">${marks.map((mark) => html`<span class="mark">${mark}</span>`)}</p>` : nothing}
    </article>`;
  }

  status(today) {
    const { item } = this;
    if (!today || !may("roadmap.set-status")) return html`<span class="status ${item.status}">${STATUS_WORDS[item.status]}</span>`;
    return statusSelect(item, (status) => this.tell("status", { item, status }));
  }
}

export const statusSelect = (item, chosen) => html`<select class="status ${item.status}" aria-label=${`Status of ${item.key}`}
  @change=${(event) => chosen(event.target.value)}>${STATUSES.map(
    (status) => html`<option value=${status} .selected=${status === item.status}>${STATUS_WORDS[status]}</option>`,
  )}</select>`;

customElements.define("roadmap-card", RoadmapCard);
