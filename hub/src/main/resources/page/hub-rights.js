/** Who may write and read what, and why: the matrix in force. */
import { html, nothing } from "./lit.js";
import { ask, me } from "./hub.js";
import { figure, HubSection } from "./hub-section.js";
import { line } from "./plain-text.js";
import "./copy-line.js";
import "./live-time.js";

export const view = () => html`<hub-rights></hub-rights>`;

const who = (roles) => (roles.length ? roles.map((role) => line(role, 40)).join(", ") : "nobody");

class HubRights extends HubSection {
  what = "Who may do what";
  told = ["matrix."];

  read() {
    return ask("v1/ownership");
  }

  shown({ version, sha256, appliedAt, appliedBy, roles, tables, rateLimits }) {
    return html`<section aria-labelledby="matrix-title"><h2 id="matrix-title">Rights in force</h2>
      ${version === 0
        ? html`<p class="hint">The shipped ones: no signalbox.yaml was put in force. What one would look like, and putting it in force:</p><copy-line .text=${"signalbox config default > signalbox.yaml"}></copy-line>`
        : html`<dl class="figures">${figure("File", html`number ${version.toLocaleString()}`)}${appliedAt ? figure("In force", html`<live-time .at=${appliedAt}></live-time>`) : nothing}
          ${appliedBy ? figure("By", html`<bdi>${line(appliedBy, 80)}</bdi>`) : nothing}${sha256 ? figure("SHA-256", html`<code>${sha256}</code>`) : nothing}</dl>`}
    </section>
    <section aria-labelledby="roles-title"><h2 id="roles-title">Roles</h2>
      <dl class="facts">${roles.map((role) => html`<div><dt><bdi>${line(role.name, 40)}</bdi>${role.name === me?.role ? html` <span class="state">yours</span>` : nothing}</dt>
        <dd>${line(role.description, 400)}${rateLimits[role.name] ? html` <span class="hint">${limit(rateLimits[role.name])}</span>` : nothing}</dd></div>`)}</dl></section>
    <section aria-labelledby="tables-title"><h2 id="tables-title">Tables <span class="number">${tables.length}</span></h2>
      <ul class="plain-list">${tables.map((table) => this.table(table))}</ul></section>`;
  }

  table({ name, change, isolatedTo, writers, readers, commands, retention, why }) {
    return html`<li><details><summary><strong><bdi>${line(name, 80)}</bdi></strong> <span class="hint">${line(why, 240)}</span></summary>
      <dl class="facts within"><div><dt>Read by</dt><dd>${change === "isolated" ? `nobody through the hub; it is ${line(isolatedTo, 40)}'s own` : who(readers)}</dd></div>
      ${commands ? Object.entries(commands).map(([command, roles]) => html`<div><dt><code>${line(command, 80)}</code></dt><dd>${who(roles)}</dd></div>`) : change === "isolated" ? nothing : html`<div><dt>Written by</dt><dd>${who(writers)}</dd></div>`}
      <div><dt>Changes by</dt><dd>${change}</dd></div>${retention ? html`<div><dt>Kept</dt><dd>${retention}</dd></div>` : nothing}</dl></details></li>`;
  }
}

const limit = ({ requests, per, burst }) => `${requests.toLocaleString()} requests in ${per}, ${burst.toLocaleString()} at once`;

customElements.define("hub-rights", HubRights);
