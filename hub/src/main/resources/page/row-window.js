/**
 * A list of which only the rows near the window are in the page, however long it is: what is above and below is an
 * empty space as high as those rows were, or are guessed to be.
 */
import { html, repeat } from "./lit.js";
import { Part } from "./part.js";

/** Pixels beyond the window in which rows are there already. */
const AROUND = 900;
/** As few are always there whole. */
const FEW = 40;

class RowWindow extends Part {
  static properties = {
    items: { attribute: false },
    row: { attribute: false },
    label: { attribute: false },
    guess: { type: Number },
    from: { state: true },
    to: { state: true },
  };

  #heights = new Map();
  #tops = new Float64Array(1);
  #looking = false;

  constructor() {
    super();
    this.items = [];
    this.guess = 72;
    this.from = 0;
    this.to = FEW;
    this.look = this.look.bind(this);
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener("scroll", this.look, { passive: true });
    addEventListener("resize", this.look, { passive: true });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener("scroll", this.look);
    removeEventListener("resize", this.look);
  }

  /** Chooses, before the next frame, which rows are to be there. */
  look() {
    if (this.#looking) return;
    this.#looking = true;
    requestAnimationFrame(() => {
      this.#looking = false;
      this.#choose();
    });
  }

  willUpdate(changed) {
    if (changed.has("items")) this.#count();
    if (changed.has("items") && this.hasUpdated) this.#choose();
  }

  #count() {
    this.#tops = new Float64Array(this.items.length + 1);
    this.items.forEach((item, index) => {
      this.#tops[index + 1] = this.#tops[index] + (this.#heights.get(item.id) ?? this.guess);
    });
  }

  #choose() {
    const many = this.items.length;
    if (many <= FEW) {
      this.from = 0;
      this.to = many;
      return;
    }
    const top = -this.getBoundingClientRect().top;
    this.from = this.#at(top - AROUND);
    this.to = Math.min(many, this.#at(top + innerHeight + AROUND) + 1);
  }

  /** The row that is so far down. */
  #at(pixels) {
    let low = 0;
    let high = this.items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#tops[middle + 1] <= pixels) low = middle + 1;
      else high = middle;
    }
    return Math.min(low, Math.max(0, this.items.length - 1));
  }

  updated() {
    let other = false;
    for (const row of this.querySelectorAll(":scope > ol > li")) {
      const height = row.getBoundingClientRect().height;
      if (height > 0 && Math.abs((this.#heights.get(row.dataset.id) ?? this.guess) - height) > 0.5) {
        this.#heights.set(row.dataset.id, height);
        other = true;
      }
    }
    if (other) this.#count();
    const [above, below] = this.querySelectorAll(":scope > .space");
    above.style.height = `${this.#tops[Math.min(this.from, this.items.length)]}px`;
    below.style.height = `${Math.max(0, this.#tops[this.items.length] - this.#tops[Math.min(this.to, this.items.length)])}px`;
    if (!this.hasLooked) {
      this.hasLooked = true;
      this.look();
    }
  }

  /** Brings a row into the window, and gives it the focus. */
  async reach(id, focus = true) {
    const index = this.items.findIndex((item) => item.id === id);
    if (index < 0) return;
    if (index < this.from || index >= this.to) {
      scrollTo({ top: scrollY + this.getBoundingClientRect().top + this.#tops[index] - innerHeight / 3, behavior: "instant" });
      this.#choose();
      await this.updateComplete;
    }
    const row = [...this.querySelectorAll(":scope > ol > li")].find((each) => each.dataset.id === id);
    row?.scrollIntoView({ block: "nearest", behavior: "instant" });
    if (focus) (row?.querySelector("[data-reach]") ?? row?.querySelector("[tabindex]"))?.focus({ preventScroll: true });
  }

  render() {
    const some = this.items.slice(this.from, this.to);
    return html`<div class="space"></div>
      <ol class="rows" role="list" aria-label=${this.label}>
        ${repeat(some, (item) => item.id, (item, index) => html`<li data-id=${item.id} role="listitem"
          aria-setsize=${this.items.length} aria-posinset=${this.from + index + 1}>${this.row(item)}</li>`)}
      </ol>
      <div class="space"></div>`;
  }
}

customElements.define("row-window", RowWindow);
