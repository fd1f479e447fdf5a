/** Which stores the hub has, what made their tables, and who works on them: this node, and others of the same database. */
import { html, nothing } from "./lit.js";
import { ask } from "./hub.js";
import { HubSection } from "./hub-section.js";
import { line } from "./plain-text.js";
import "./live-time.js";

export const view = () => html`<hub-nodes></hub-nodes>`;

/** Who is connected tells no event. */
const LOOK = 10_000;

class HubNodes extends HubSection {
  what = "Who works on the store";

  pace() {
    return LOOK;
  }

  read() {
    return ask("v1/schema");
  }

  shown({ engine, knows, stores, holders }) {
    return html`<section aria-labelledby="nodes-title"><h2 id="nodes-title">Who works on the store <span class="number">${holders.length}</span></h2>
      ${holders.length === 0 ? html`<p class="hint">The store names nobody.</p>` : html`<ul class="plain-list">${holders.map((each) => html`<li class="thing"><div class="what"><h3><bdi>${line(each.name, 200)}</bdi></h3>
        <p class="meta"><span>${line(each.holds, 80)}</span>${each.pid ? html`<span>process ${each.pid}</span>` : nothing}${each.since ? html`<span>since <live-time .at=${each.since}></live-time></span>` : nothing}</p></div></li>`)}</ul>`}
      ${engine === "sqlite" ? html`<p class="hint">On SQLite a hub is one node. Several need PostgreSQL: <code>DATABASE_URL</code>.</p>` : nothing}</section>
    <section aria-labelledby="stores-title"><h2 id="stores-title">Stores</h2>
      <ul class="plain-list">${stores.map((store) => this.store(store, knows))}</ul></section>`;
  }

  store({ log, where, state, version, applied, pending, trouble }, knows) {
    return html`<li class="thing"><div class="what"><h3>${log === "main" ? "Main log" : "Log of traces"} <span class="state">${state}</span></h3>
      <p class="meta"><code>${line(where, 300)}</code><span>schema ${version} of ${knows}</span>${pending.length ? html`<span>${pending.length} pending</span>` : nothing}</p>
      ${trouble ? html`<p class="trouble">${line(trouble, 800)}</p>` : nothing}
      ${applied.length ? html`<details><summary>What made it</summary><ul class="within">${applied.map((each) => html`<li><code>${line(each.file, 120)}</code> <span class="hint">by ${line(each.by, 80)}, ${line(each.at, 40)}${each.success ? "" : ", failed"}</span></li>`)}</ul></details>` : nothing}</div></li>`;
  }
}

customElements.define("hub-nodes", HubNodes);
