/** Who is let in: the keys, made, given another secret, and ended. */
import { html, nothing } from "./lit.js";
import { ask, may, me, send } from "./hub.js";
import { HubSection } from "./hub-section.js";
import { line } from "./plain-text.js";
import { say } from "./toast-line.js";
import { reason } from "./trouble.js";
import { now } from "./clock.js";
import { sure } from "./are-you-sure.js";
import "./live-time.js";
import "./secret-once.js";

export const view = () => html`<hub-keys></hub-keys>`;

const PAGE = 200;
const LIVES = [
  ["", "never"],
  ["1d", "in a day"],
  ["7d", "in a week"],
  ["30d", "in 30 days"],
  ["90d", "in 90 days"],
  ["365d", "in a year"],
];
const OVERLAPS = [
  ["1h", "for an hour more"],
  ["0s", "no more: it has leaked"],
  ["7d", "for seven days more"],
];

class HubKeys extends HubSection {
  static properties = { ended: { state: true }, secret: { state: true }, trouble: { state: true }, rotating: { state: true } };

  what = "Who is let in";
  told = ["key.", "matrix."];

  async read() {
    const [page, matrix] = await Promise.all([ask(`v1/keys?limit=${PAGE}`), ask("v1/ownership")]);
    return { keys: page.items, next: page.nextCursor, roles: matrix.roles.map((role) => role.name) };
  }

  shown({ keys, next, roles }) {
    const open = keys.filter(isOpen);
    const shown = this.ended ? keys : open;
    return html`${this.secret ? html`<secret-once .of=${this.secret.name} .secret=${this.secret.secret} .hint=${this.secret.hint} @kept=${() => (this.secret = null)}></secret-once>` : nothing}
      ${may("key.create") ? this.form(roles) : nothing}
      <section aria-labelledby="keys-list"><header class="section-head"><h2 id="keys-list">Keys <span class="number">${open.length.toLocaleString()}</span></h2>
        ${open.length < keys.length ? html`<label class="check"><input type="checkbox" .checked=${!!this.ended} @change=${(event) => (this.ended = event.target.checked)}> Also ended ones</label>` : nothing}</header>
        <ul class="plain-list">${shown.map((key) => this.key(key))}</ul>
        ${next ? html`<p class="hint">The ${PAGE} newest are shown. All of them, in a terminal:</p><copy-line .text=${"signalbox keys list"}></copy-line>` : nothing}
      </section>`;
  }

  form(roles) {
    return html`<details class="fold"><summary>New key</summary><form @submit=${this.create} aria-label="New key">
      <div class="side-by-side"><div><label for="key-name">Name</label><input id="key-name" name="name" required autocomplete="off" spellcheck="false" placeholder="night-daemon" aria-describedby=${this.trouble ? "key-trouble" : nothing}></div>
      <div><label for="key-role">Role</label><select id="key-role" name="role">${roles.map((role) => html`<option ?selected=${role === "daemon"}>${role}</option>`)}</select></div>
      <div><label for="key-life">Ends</label><select id="key-life" name="expiresIn">${LIVES.map(([value, words]) => html`<option value=${value}>${words}</option>`)}</select></div></div>
      <label class="check"><input type="checkbox" name="langfuse"> A pair for clients of Langfuse</label>
      ${this.trouble ? html`<p class="trouble" id="key-trouble" role="alert">${this.trouble}</p>` : nothing}
      <button class="primary" ?disabled=${this.busy.has("create")}>${this.busy.has("create") ? "Making it …" : "Make the key"}</button>
    </form></details>`;
  }

  async create(event) {
    event.preventDefault();
    const form = event.target;
    const { name, role, expiresIn, langfuse } = Object.fromEntries(new FormData(form));
    this.trouble = null;
    await this.act("create", async () => {
      try {
        const key = await send("v1/keys", { name: name.trim(), role, ...(expiresIn ? { expiresIn } : {}), ...(langfuse ? { langfuse: true } : {}) });
        form.reset();
        form.closest("details").open = false;
        this.secret = { name: key.name, secret: key.secret, hint: key.publicKey ? `The public key is ${key.publicKey}.` : null };
      } catch (failure) {
        this.trouble = reason(failure);
      }
    });
  }

  key(key) {
    const open = isOpen(key);
    return html`<li class="thing ${open ? "" : "over"}"><div class="what">
      <h3><bdi>${line(key.name, 80)}</bdi> <span class="number">${line(key.role, 40)}</span>${key.id === me?.key ? html` <span class="state">yours</span>` : nothing}</h3>
      <p class="meta"><code>${key.id}</code><span>made by <bdi>${line(key.createdBy, 80)}</bdi> <live-time .at=${key.createdAt}></live-time></span>
        ${key.lastUsedAt ? html`<span>used <live-time .at=${lastUse(key)}></live-time></span>` : html`<span>not used yet</span>`}
        ${key.expiresAt ? html`<span>${open ? html`<live-time ahead .at=${key.expiresAt}></live-time>` : html`ended <live-time .at=${key.expiresAt}></live-time>`}</span>` : nothing}
        ${key.oldSecretUntil && Date.parse(key.oldSecretUntil) > now() ? html`<span>secret before: <live-time ahead .at=${key.oldSecretUntil}></live-time></span>` : nothing}
        ${key.revokedAt ? html`<span class="state">revoked by <bdi>${line(key.revokedBy, 80)}</bdi> <live-time .at=${key.revokedAt}></live-time></span>` : nothing}</p>
      ${this.rotating === key.id ? this.overlap(key) : nothing}</div>
      ${open ? html`<div class="deeds">
        ${may("key.rotate") ? html`<button type="button" class="quiet" aria-label=${`Rotate ${key.name}`} aria-expanded=${String(this.rotating === key.id)} @click=${() => (this.rotating = this.rotating === key.id ? null : key.id)}>Rotate</button>` : nothing}
        ${may("key.revoke") ? html`<button type="button" class="quiet" ?disabled=${this.busy.has(`revoke ${key.id}`)} aria-label=${`Revoke ${key.name}`} @click=${() => this.revoke(key)}>Revoke</button>` : nothing}</div>` : nothing}</li>`;
  }

  overlap(key) {
    return html`<form class="inline" @submit=${(event) => this.rotate(event, key)}><label for="overlap-${key.id}">The secret of now opens</label>
      <select id="overlap-${key.id}" name="overlap">${OVERLAPS.map(([value, words]) => html`<option value=${value}>${words}</option>`)}</select>
      <button class="primary" ?disabled=${this.busy.has(key.id)}>Make another secret</button></form>`;
  }

  async rotate(event, key) {
    event.preventDefault();
    const { overlap } = Object.fromEntries(new FormData(event.target));
    await this.act(key.id, async () => {
      const rotated = await send(`v1/keys/${key.id}/rotate`, { overlap });
      this.rotating = null;
      this.secret = { name: rotated.name, secret: rotated.secret };
    });
  }

  async revoke(key) {
    const own = key.id === me?.key;
    const text = `Its programs, its streams and its browsers are shut out within a second${own ? ", this page too" : ""}. That cannot be taken back.`;
    if (!(await sure({ heading: `Revoke ${key.name}?`, text, deed: "Revoke" }))) return;
    await this.act(`revoke ${key.id}`, async () => {
      await ask(`v1/keys/${key.id}`, { method: "DELETE" });
      say(`Revoked: ${line(key.name, 80)}`);
    });
  }
}

/** The hub tells it to the hour, in which the key may not have been there yet. */
const lastUse = ({ lastUsedAt, createdAt }) => (lastUsedAt < createdAt ? createdAt : lastUsedAt);

const isOpen = (key) => !key.revokedAt && !(key.expiresAt && Date.parse(key.expiresAt) <= now());

customElements.define("hub-keys", HubKeys);
