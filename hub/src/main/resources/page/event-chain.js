/**
 * The hash of an event and of the one before it, and whether the one follows from the other: that is computed by the hub's own
 * look at its store, for the columns of an event that take part are not all told to readers.
 */
import { html, nothing } from "./lit.js";
import { Part } from "./part.js";
import { hash } from "./address.js";
import { ask } from "./hub.js";
import { line } from "./plain-text.js";
import { positionOf } from "./log-tail.js";
import { reason } from "./trouble.js";
import { lastLook } from "./last-look.js";
import "./live-time.js";

const NOTHING_BEFORE = "0".repeat(64);

class EventChain extends Part {
  static properties = {
    of: { attribute: false },
    log: { attribute: false },
    hashes: { state: true },
    look: { state: true },
    failure: { state: true },
  };

  willUpdate(changed) {
    if (changed.has("of")) this.load();
  }

  async load() {
    const position = positionOf(this.of);
    this.hashes = null;
    this.failure = null;
    try {
      const positions = position === 1 ? "1" : `${position - 1},${position}`;
      const { items } = await ask(`v1/log/${this.log}/hashes?positions=${positions}`);
      this.hashes = new Map(items.map((each) => [each.position, each.hash]));
      this.look = await lastLook();
    } catch (failure) {
      this.failure = failure;
    }
  }

  render() {
    if (this.failure) return html`<p class="hint">Its hash cannot be read: ${reason(this.failure)}</p>`;
    if (!this.hashes) return html`<p class="hint">…</p>`;
    const position = positionOf(this.of);
    return html`<dl class="facts">
      <div><dt>Hash</dt><dd><code>${this.hashes.get(position) ?? "…"}</code></dd></div>
      <div><dt>Hash before</dt><dd><code>${position === 1 ? NOTHING_BEFORE : this.hashes.get(position - 1) ?? "…"}</code>
        ${position === 1 ? html`<span class="hint">The chain begins here.</span>` : nothing}</dd></div>
      <div><dt>Follows</dt><dd>${this.follows(position)}</dd></div>
    </dl>`;
  }

  follows(position) {
    const { look } = this;
    const to = hash(["hub", "verify"]);
    const seen = look?.logs.find((each) => each.log === this.log);
    const damage = look?.damage.find((each) => each.log === this.log && each.position === position);
    if (damage) return html`<strong class="trouble">No: ${line(damage.what, 400)}</strong> <a href=${to}>All that was found</a>`;
    if (!seen || seen.events < position || look.state === "failed") {
      return html`<span class="hint">Nobody has computed the chain since this event came.</span> <a href=${to}>Do it now</a>`;
    }
    return html`Yes, as computed <live-time .at=${look.endedAt ?? look.startedAt}></live-time>${look.damages ? html`; other things were found damaged: <a href=${to}>see them</a>` : nothing}`;
  }
}

customElements.define("event-chain", EventChain);
