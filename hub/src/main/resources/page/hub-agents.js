/** Coding agents whose hooks this node has heard since it started, and when last. */
import { html, nothing } from "./lit.js";
import { ask } from "./hub.js";
import { HubSection } from "./hub-section.js";
import { line } from "./plain-text.js";
import "./copy-line.js";
import "./live-time.js";

export const view = () => html`<hub-agents></hub-agents>`;

/** What was heard is counted in memory, and is no event. */
const LOOK = 10_000;

class HubAgents extends HubSection {
  what = "Which agents were heard";

  pace() {
    return LOOK;
  }

  read() {
    return ask("v1/hooks");
  }

  shown({ since, hooks }) {
    return html`<section aria-labelledby="agents-title"><h2 id="agents-title">Hooks of coding agents <span class="number">${hooks.length}</span></h2>
      <p class="hint">What this node has heard since it started, <live-time .at=${since}></live-time>.</p>
      ${hooks.length === 0
        ? html`<p>None yet. These lines let Claude Code and Codex ask here before they do what you want to be asked about:</p>
          <copy-line .text=${"signalbox hook install claude-code --user"}></copy-line><copy-line .text=${"signalbox hook install codex --user"}></copy-line>`
        : html`<ul class="plain-list">${hooks.map((each) => html`<li class="thing"><div class="what"><h3><bdi>${line(each.agent, 80)}</bdi> <span class="number">${line(each.event, 80)}</span></h3>
            <p class="meta"><span><bdi>${line(each.by, 80)}</bdi></span><span>${each.times.toLocaleString()} times</span><span>last <live-time .at=${each.last}></live-time></span></p>
            ${each.trouble ? html`<p class="trouble">${line(each.trouble, 600)}</p>` : nothing}</div></li>`)}</ul>`}</section>`;
  }
}

customElements.define("hub-agents", HubAgents);
