/** How large the logs and their tables are, and how many events came on each of the last days. */
import { html } from "./lit.js";
import { ask } from "./hub.js";
import { bytes, figure, HubSection } from "./hub-section.js";
import { line } from "./plain-text.js";
import "./live-time.js";

export const view = () => html`<hub-sizes></hub-sizes>`;

/** A size is only a figure, and the hub measures it once a minute at most. */
const LOOK = 60_000;

class HubSizes extends HubSection {
  what = "How large the hub is";

  pace() {
    return LOOK;
  }

  read() {
    return ask("v1/status");
  }

  shown({ at, store, logs }) {
    return html`<h2 class="unseen">Sizes</h2><p class="hint">${line(store, 300)}, measured <live-time .at=${at}></live-time></p>
      ${logs.map((log) => this.log(log))}`;
  }

  log({ log, epoch, head, bytes: size, tables, days }) {
    const most = Math.max(1, ...days.map((day) => day.events));
    return html`<section aria-labelledby="log-${log}"><h2 id="log-${log}">${log === "main" ? "Main log" : log === "traces" ? "Log of traces" : log}</h2>
      <dl class="figures">${figure("In the store", bytes(size))}${figure("Events", head.toLocaleString())}${figure("History", html`<code>${epoch}</code>`)}</dl>
      ${days.length ? html`<h3>Events a day, UTC</h3><ul class="bars">${days.map((day) => html`<li><span>${day.day}</span>
        <meter min="0" max=${most} value=${day.events} aria-hidden="true"></meter><span class="count">${day.events.toLocaleString()}</span></li>`)}</ul>` : ""}
      ${tables.length ? html`<details><summary>${tables.length} tables</summary><div class="wide" tabindex="0" role="group" aria-label="Tables of ${log}"><table class="list"><thead><tr><th scope="col">Table</th><th scope="col" class="count">Size with indexes</th></tr></thead>
        <tbody>${tables.map((table) => html`<tr><th scope="row"><code>${line(table.name, 80)}</code></th><td class="count">${bytes(table.bytes)}</td></tr>`)}</tbody></table></div></details>` : ""}
    </section>`;
  }
}

customElements.define("hub-sizes", HubSizes);
