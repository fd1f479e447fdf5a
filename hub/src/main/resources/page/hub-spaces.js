/** Places of their own for services and teams: made, cloned, taken away, and brought back. */
import { html, nothing } from "./lit.js";
import { address, ask, may, send } from "./hub.js";
import { HubSection } from "./hub-section.js";
import { line } from "./plain-text.js";
import { say } from "./toast-line.js";
import { reason } from "./trouble.js";
import { sure } from "./are-you-sure.js";
import "./copy-line.js";
import "./live-time.js";
import "./secret-once.js";

export const view = () => html`<hub-spaces></hub-spaces>`;

const PAGE = 200;
const STATES = { filling: "its data is on its way", sealed: "nobody is let in", erased: "erased" };

class HubSpaces extends HubSection {
  static properties = { secret: { state: true }, trouble: { state: true }, cloning: { state: true } };

  what = "Which spaces there are";
  told = ["space."];

  read() {
    return ask(`v1/spaces?limit=${PAGE}`);
  }

  shown({ items, nextCursor }) {
    const there = items.filter((space) => space.state !== "erased");
    return html`${this.secret ? html`<secret-once .of=${this.secret.name} .secret=${this.secret.secret} .hint=${html`A program needs this and the address of the hub: <code>SIGNALBOX_KEY</code> and <code>SIGNALBOX_URL=${address}</code>.`} @kept=${() => (this.secret = null)}></secret-once>` : nothing}
      ${may("space.create") ? this.form() : nothing}
      <section aria-labelledby="spaces-title"><h2 id="spaces-title">Spaces beside the default one <span class="number">${there.length.toLocaleString()}</span></h2>
      ${there.length === 0
        ? html`<p class="hint">There are none. A service gets a place of its own, with its address and key in a file, by this line:</p><copy-line .text=${"signalbox space provision photos --role daemon --env-file hub.env"}></copy-line>`
        : html`<ul class="plain-list">${there.map((space) => this.space(space))}</ul>`}
      ${nextCursor ? html`<p class="hint">The ${PAGE} newest are shown. All of them, in a terminal:</p><copy-line .text=${"signalbox space list"}></copy-line>` : nothing}
      </section>`;
  }

  form() {
    return html`<details class="fold"><summary>New space</summary><form @submit=${this.create} aria-label="New space">
      <div class="side-by-side"><div><label for="space-name">Name</label><input id="space-name" name="name" required autocomplete="off" spellcheck="false" autocapitalize="off" placeholder="photos"></div>
      <div><label for="space-role">Role of its first key</label><select id="space-role" name="role"><option>admin</option><option>daemon</option><option>user</option><option>bot</option><option>viewer</option></select></div>
      <div><label for="space-external">External id <span class="hint">may be empty</span></label><input id="space-external" name="externalId" autocomplete="off" spellcheck="false"></div></div>
      ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : nothing}
      <button class="primary" ?disabled=${this.busy.has("create")}>${this.busy.has("create") ? "Making it …" : "Make the space"}</button></form></details>`;
  }

  async create(event) {
    event.preventDefault();
    const form = event.target;
    const { name, role, externalId } = Object.fromEntries(new FormData(form));
    await this.made(form, "create", () => send("v1/spaces", { name: name.trim(), role, ...(externalId.trim() ? { externalId: externalId.trim() } : {}) }));
  }

  async clone(event, space) {
    event.preventDefault();
    const { name } = Object.fromEntries(new FormData(event.target));
    await this.made(event.target, space.name, () => send(`v1/spaces/${encodeURIComponent(space.name)}/clone`, { name: name.trim() }));
  }

  /** The secret of the first key is told in the answer alone. */
  async made(form, busy, deed) {
    this.trouble = null;
    await this.act(busy, async () => {
      try {
        const space = await deed();
        form.reset();
        const fold = form.closest("details");
        if (fold) fold.open = false;
        this.cloning = null;
        if (space.key?.secret) this.secret = { name: `the space ${space.name}`, secret: space.key.secret };
        else say(`The space ${line(space.name, 60)} was there already; its keys stay.`);
      } catch (failure) {
        this.trouble = reason(failure);
        if (!form.closest("details")) say(this.trouble, null, 12_000);
      }
    });
  }

  space(space) {
    const open = space.state === "open";
    return html`<li class="thing ${open ? "" : "over"}"><div class="what">
      <h3><bdi>${line(space.name, 60)}</bdi>${open ? nothing : html` <span class="state">${STATES[space.state] ?? space.state}</span>`}</h3>
      <p class="meta">${space.externalId ? html`<span><bdi>${line(space.externalId, 200)}</bdi></span>` : nothing}
        <span>made by <bdi>${line(space.createdBy, 80)}</bdi> <live-time .at=${space.createdAt}></live-time></span>
        ${space.cloneOf ? html`<span>clone of ${line(space.cloneOf, 60)}</span>` : nothing}
        ${space.database ? html`<span>in ${line(space.database, 200)}</span>` : nothing}
        ${space.state === "sealed" && space.gone ? html`<span class="deadline">can be brought back, <live-time ahead .at=${space.gone}></live-time></span>` : nothing}</p>
      ${this.cloning === space.name ? html`<form class="inline" @submit=${(event) => this.clone(event, space)}><label for="clone-${space.name}">Its name</label>
        <input id="clone-${space.name}" name="name" required autocomplete="off" spellcheck="false" autocapitalize="off" .value=${`${space.name}-test`}><button class="primary" ?disabled=${this.busy.has(space.name)}>Make the clone</button></form>` : nothing}</div>
      <div class="deeds">
        ${open && may("space.clone") ? html`<button type="button" class="quiet" aria-label=${`Clone ${space.name}`} aria-expanded=${String(this.cloning === space.name)} @click=${() => (this.cloning = this.cloning === space.name ? null : space.name)}>Clone</button>` : nothing}
        ${open && may("space.seal") ? html`<button type="button" class="quiet" ?disabled=${this.busy.has(space.name)} aria-label=${`Take away ${space.name}`} @click=${() => this.seal(space)}>Take away</button>` : nothing}
        ${space.state === "sealed" && may("space.unseal") ? html`<button type="button" class="quiet" ?disabled=${this.busy.has(`unseal ${space.name}`)} aria-label=${`Bring back ${space.name}`} @click=${() => this.unseal(space)}>Bring back</button>` : nothing}</div></li>`;
  }

  async seal(space) {
    const text = "Nobody is let in any more, at once. Where backups are planned, one is made before. For seven days it can be brought back; then its data is erased.";
    if (!(await sure({ heading: `Take ${space.name} away?`, text, deed: "Take away", name: space.name }))) return;
    await this.act(space.name, () => ask(`v1/spaces/${encodeURIComponent(space.name)}`, { method: "DELETE", body: { name: space.name } }));
  }

  async unseal(space) {
    await this.act(`unseal ${space.name}`, () => send(`v1/spaces/${encodeURIComponent(space.name)}/unseal`));
  }
}

customElements.define("hub-spaces", HubSpaces);
