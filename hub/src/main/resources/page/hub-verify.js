/** Whether the store is what was written: the chain of each log computed anew, each table folded anew and compared. */
import { html, nothing } from "./lit.js";
import { ask } from "./hub.js";
import { figure, HubSection } from "./hub-section.js";
import { lastLook } from "./last-look.js";
import { line } from "./plain-text.js";
import "./copy-line.js";
import "./live-time.js";

export const view = () => html`<hub-verify></hub-verify>`;

/** A look at the store is no event, and how far it is only a figure. */
const LOOK = 1_000;
const ENDS = { clean: ["good", "The store is what was written"], damaged: ["bad", "Something is not what was written"], failed: ["warn", "The look could not be ended"], running: ["", "The store is looked at"] };

class HubVerify extends HubSection {
  what = "How the last look ended";

  pace() {
    return this.value?.state === "running" ? LOOK : 0;
  }

  read() {
    return lastLook();
  }

  shown(look) {
    const running = look?.state === "running";
    const [mood, words] = look ? ENDS[look.state] : ["", "Nobody has looked yet"];
    return html`<section aria-labelledby="verify-title">
      <header class="section-head"><h2 id="verify-title" class="verdict ${mood}">${words}</h2>
        <button type="button" class="primary" ?disabled=${running || this.busy.has("look")} @click=${() => this.act("look", () => ask("v1/verify", { method: "POST" }))}>${running ? "Looking …" : "Look now"}</button></header>
      <p class="hint">The chain of each log is computed anew from the first event, and every table is folded anew and compared row by row, beside what the hub does.</p>
      ${look ? this.look(look) : html`<p>A timer of the machine does it with this line:</p><copy-line .text=${"signalbox verify"}></copy-line>`}</section>`;
  }

  look(look) {
    return html`<p class="meta"><span>begun <live-time .at=${look.startedAt}></live-time></span>${look.endedAt ? html`<span>ended <live-time .at=${look.endedAt}></live-time></span>` : nothing}
        ${look.doing ? html`<span role="status">${line(look.doing, 300)}</span>` : nothing}</p>
      ${look.trouble ? html`<p class="trouble">${line(look.trouble, 1000)}</p>` : nothing}
      ${look.damages ? this.damage(look) : nothing}
      ${look.logs.map((log) => this.log(log))}`;
  }

  log(log) {
    return html`<section aria-labelledby="verify-${log.log}"><h3 id="verify-${log.log}">${log.log === "main" ? "Main log" : "Log of traces"}</h3>
      <progress max=${Math.max(1, log.head)} .value=${Math.min(log.events, log.head)} aria-label="Events held against the chain"></progress>
      <dl class="figures">${figure("Events", `${log.events.toLocaleString()} of ${log.head.toLocaleString()}`)}${figure("Receipts", log.receipts.toLocaleString())}
        ${log.unproven ? figure("Older than their digests", log.unproven.toLocaleString()) : nothing}
        ${figure("Rows", log.tables.reduce((sum, table) => sum + table.rows, 0).toLocaleString())}</dl></section>`;
  }

  damage({ damage, damages }) {
    return html`<p class="trouble" role="alert">${damages.toLocaleString()} things are damaged${damages > damage.length ? `; the first ${damage.length} of them` : ""}:</p>
      <ul class="plain-list">${damage.map((each) => html`<li><p><strong>${line(each.table, 80)}</strong>${each.key ? html` <code>${line(each.key, 200)}</code>` : nothing}${each.field ? html`, ${line(each.field, 80)}` : nothing}${each.position ? html`, position ${each.position.toLocaleString()}` : nothing}</p>
        <p>${line(each.what, 800)}</p></li>`)}</ul>
      <p>What to do now stands in docs/recovery.md; the whole list, in a terminal:</p><copy-line .text=${"signalbox verify"}></copy-line>`;
  }
}

customElements.define("hub-verify", HubVerify);
