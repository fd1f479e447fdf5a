/** Whether the hub serves, what is not as it should be, and how far its tables are behind the log. */
import { html, nothing } from "./lit.js";
import { ask, fetched, isAdmin, Away } from "./hub.js";
import { HubSection } from "./hub-section.js";
import { line } from "./plain-text.js";
import { sure } from "./are-you-sure.js";
import "./copy-line.js";

export const view = () => html`<hub-health></hub-health>`;

/** A lag is only a figure: no event tells it. */
const LOOK = 2_000;
const PROBLEMS_SHOWN = 20;

class HubHealth extends HubSection {
  what = "How the hub is";

  pace() {
    return LOOK;
  }

  async read() {
    // A hub that is not ready says why with a 503, which is no failure of this question.
    const answer = await fetched("health/ready");
    if (!(answer.headers.get("Content-Type") ?? "").includes("json")) throw new Away(`something between here and the hub answered ${answer.status}`);
    const health = await answer.json();
    if (!isAdmin()) return { health, tables: health.followers, problems: [] };
    const { items } = await ask("v1/projections");
    const some = items.some((each) => each.problems > 0);
    const problems = some ? (await ask(`v1/projections/problems?limit=${PROBLEMS_SHOWN}`)).items : [];
    return { health, tables: items, problems };
  }

  shown({ health, tables, problems }) {
    const [mood, words] = this.failure ? ["bad", "It does not answer"] : verdict(health);
    return html`<section aria-labelledby="health-title">
      <h2 id="health-title" class="verdict ${mood}">${words}</h2>
      ${health.trouble ? html`<p class="trouble">${line(health.trouble, 1000)}</p>` : nothing}
      ${health.degraded ? html`<p>${line(health.degraded, 1000)}</p>` : nothing}
      ${health.ready && !health.degraded && !this.failure ? html`<p class="hint">It serves from ${health.store === "sqlite" ? "SQLite" : health.store === "postgresql" ? "PostgreSQL" : "its store"}, and nothing is wrong that it knows of.</p>` : nothing}
      ${health.ready && !health.degraded && !this.failure ? nothing : html`<p>What is wrong, and what to do about it, says:</p><copy-line .text=${"signalbox doctor"}></copy-line>`}
    </section>
    <section aria-labelledby="followers-title">
      <h2 id="followers-title">Tables and their lag</h2>
      ${tables.length === 0 ? html`<p class="hint">No table follows the log yet.</p>` : html`<div class="wide" tabindex="0" role="group" aria-label="Tables and their lag"><table class="list">
        <thead><tr><th scope="col">Table</th><th scope="col" class="spare">Log</th><th scope="col" class="count spare">At</th><th scope="col" class="count">Behind</th><th scope="col">State</th>${isAdmin() ? html`<th scope="col"><span class="unseen">What can be done</span></th>` : nothing}</tr></thead>
        <tbody>${tables.map((table) => this.table(table))}</tbody></table></div>`}
    </section>
    ${problems.length ? this.problems(problems) : nothing}`;
  }

  table(table) {
    const state = table.trouble ? line(table.trouble, 300) : (table.state ?? "live").replace("_", " ");
    return html`<tr><th scope="row">${line(table.name, 80)}</th><td class="spare">${table.log}</td><td class="count spare">${table.position.toLocaleString()}</td>
      <td class="count">${table.lag.toLocaleString()}</td>
      <td class=${table.trouble || table.state === "failed" ? "trouble" : ""}>${state}${table.problems ? html` · ${table.problems.toLocaleString()} problems` : nothing}</td>
      ${isAdmin() ? html`<td class="deeds"><button type="button" class="quiet" ?disabled=${table.state === "rebuilding" || this.busy.has(table.name)} aria-label=${`Rebuild ${line(table.name, 80)}`}
        @click=${() => this.rebuild(table)}>Rebuild</button></td>` : nothing}</tr>`;
  }

  async rebuild({ name }) {
    const yes = await sure({
      heading: `Fold ${name} anew?`,
      text: "New tables are filled from the log beside those that serve, and take their place when they are full. It costs the time that the whole log takes.",
      deed: "Rebuild",
    });
    if (yes) this.act(name, () => ask(`v1/projections/${encodeURIComponent(name)}/rebuild`, { method: "POST" }));
  }

  problems(problems) {
    return html`<section aria-labelledby="problems-title"><h2 id="problems-title">Events that tables went on without</h2>
      <ul class="plain-list">${problems.map((each) => html`<li><p><strong>${line(each.projection, 80)}</strong> lacks <code>${line(each.eventType, 80)}</code> of
        <code>${line(each.stream, 200)}</code>, position ${each.position.toLocaleString()}</p><p class="hint">${line(each.error, 600)}</p></li>`)}</ul>
      <p class="hint">Nothing of the log is lost. They are tried again when the hub starts, and by a rebuild.</p></section>`;
  }
}

function verdict({ ready, degraded }) {
  if (!ready) return ["bad", "Not ready"];
  return degraded ? ["warn", "Ready, and not as it should be"] : ["good", "Ready"];
}

customElements.define("hub-health", HubHealth);
