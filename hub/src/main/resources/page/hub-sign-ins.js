/** Browsers that are signed in: of this key, and for admins of all keys. */
import { html, nothing } from "./lit.js";
import { ask, isAdmin } from "./hub.js";
import { HubSection } from "./hub-section.js";
import { line } from "./plain-text.js";
import { say } from "./toast-line.js";
import { sure } from "./are-you-sure.js";
import "./copy-line.js";
import "./live-time.js";

export const view = () => html`<hub-sign-ins></hub-sign-ins>`;

const PAGE = 200;

class HubSignIns extends HubSection {
  what = "Who is signed in";
  told = ["key."];

  read() {
    return ask(`v1/sign-ins?limit=${PAGE}`);
  }

  shown({ items, nextCursor }) {
    return html`<section aria-labelledby="sign-ins-title"><h2 id="sign-ins-title">Browsers that are signed in <span class="number">${items.length.toLocaleString()}</span></h2>
      ${items.length === 0
        ? html`<p class="hint">None is: this page was opened with another way in. A browser is signed in by this line, or with a key:</p><copy-line .text=${"signalbox open"}></copy-line>`
        : html`<ul class="plain-list">${items.map((each) => this.browser(each))}</ul>`}
      ${nextCursor ? html`<p class="hint">The ${PAGE} newest are shown. All of them, in a terminal:</p><copy-line .text=${"signalbox keys sign-ins"}></copy-line>` : nothing}
    </section>`;
  }

  browser(each) {
    return html`<li class="thing"><div class="what">
      <h3><bdi>${inWords(each.browser)}</bdi>${each.current ? html` <span class="state">this one</span>` : nothing}</h3>
      <p class="meta">${isAdmin() ? html`<span><bdi>${line(each.name, 80)}</bdi>, ${line(each.role, 40)}</span>` : nothing}
        <span>since <live-time .at=${each.beganAt}></live-time></span><span>seen <live-time .at=${each.lastUsedAt}></live-time></span>
        <span>at most <live-time ahead .at=${each.expiresAt}></live-time></span></p></div>
      <div class="deeds"><button type="button" class="quiet" ?disabled=${this.busy.has(each.id)} aria-label=${`Sign out ${inWords(each.browser)} of ${each.name}`} @click=${() => this.signOut(each)}>Sign out</button></div></li>`;
  }

  async signOut(each) {
    const text = each.current ? "It is this one: you type the key again, or take another link." : "Its pages show nothing any more within a second.";
    if (!(await sure({ heading: `Sign out ${inWords(each.browser)}?`, text, deed: "Sign out" }))) return;
    await this.act(each.id, async () => {
      await ask(`v1/sign-ins/${encodeURIComponent(each.id)}`, { method: "DELETE" });
      say("Signed out.");
    });
  }
}

const BROWSERS = [
  [/\bEdg\//, "Edge"],
  [/\bFirefox\//, "Firefox"],
  [/\b(?:Headless)?Chrome\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];
const SYSTEMS = [
  [/\biPhone|iPad\b/, "iOS"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
];

/** What a browser says of itself, in two words where it is a known one. */
function inWords(agent) {
  const of = (list) => list.find(([pattern]) => pattern.test(agent))?.[1];
  const name = of(BROWSERS);
  if (!name) return line(agent, 120) || "A browser that says nothing of itself";
  const system = of(SYSTEMS);
  return system ? `${name} on ${system}` : name;
}

customElements.define("hub-sign-ins", HubSignIns);
