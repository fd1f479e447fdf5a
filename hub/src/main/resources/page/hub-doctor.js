/** What is wrong with the hub, its store and its machine, and what to do about it; looked for when somebody wants to know. */
import { html, nothing } from "./lit.js";
import { ask } from "./hub.js";
import { HubSection } from "./hub-section.js";
import { line } from "./plain-text.js";
import "./live-time.js";

export const view = () => html`<hub-doctor></hub-doctor>`;

const ORDER = ["fail", "warn", "unseen", "ok"];
const WORDS = { fail: "wrong", warn: "look at it", unseen: "not seen", ok: "good" };

class HubDoctor extends HubSection {
  what = "What ails the hub";

  read() {
    return ask("v1/doctor");
  }

  shown({ at, version, store, checks }) {
    const sorted = [...checks].sort((one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state));
    const bad = checks.filter((each) => each.state === "fail" || each.state === "warn").length;
    return html`<section aria-labelledby="doctor-title">
      <header class="section-head"><h2 id="doctor-title" class="verdict ${bad ? "warn" : "good"}">${bad ? `${bad} of ${checks.length} looks found something` : `${checks.length} looks found nothing`}</h2>
        <button type="button" ?disabled=${this.busy.has("look")} @click=${() => this.act("look", () => null)}>${this.busy.has("look") ? "Looking …" : "Look again"}</button></header>
      <p class="hint">Signalbox ${line(version, 40)}, ${line(store, 200)}, <live-time .at=${at}></live-time></p>
      <ul class="plain-list">${sorted.map((each) => this.check(each))}</ul>
    </section>`;
  }

  check({ name, looksAt, state, seen, findings }) {
    return html`<li><details ?open=${state === "fail" || state === "warn"}>
      <summary><span class="lamp ${state}">${WORDS[state] ?? state}</span> <strong>${line(name, 80)}</strong> <span class="hint">${line(seen, 160)}</span></summary>
      <div class="within"><p class="hint">${line(looksAt, 600)}</p>
      ${findings.map(({ what, next }) => html`<p>${line(what, 800)}</p><p><strong>Next:</strong> ${line(next, 800)}</p>`)}
      ${findings.length ? nothing : html`<p>${line(seen, 800)}</p>`}</div>
    </details></li>`;
  }
}

customElements.define("hub-doctor", HubDoctor);
