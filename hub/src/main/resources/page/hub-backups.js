/** The backups: which there are, one made now, one read to its end or restored for trial, and how far such work is. */
import { html, nothing } from "./lit.js";
import { ask, isOperator } from "./hub.js";
import { bytes, figure, HubSection } from "./hub-section.js";
import { line, shown } from "./plain-text.js";
import { sure } from "./are-you-sure.js";
import "./copy-line.js";
import "./live-time.js";

export const view = () => html`<hub-backups></hub-backups>`;

/** How far a piece of work is tells no event, for a backup is none. */
const LOOK = 1_000;
const RUNS_SHOWN = 5;
const NOW = { create: "A backup is being made", verify: "A backup is being read", drill: "A backup is being restored for trial", scrub: "Backups are being cleaned", delete: "A backup is being taken away" };
const DONE = { create: "A backup was made", verify: "A backup was read to its end", drill: "A backup was restored for trial", scrub: "Backups were cleaned", delete: "A backup was taken away" };

class HubBackups extends HubSection {
  what = "Which backups there are";
  told = ["backup.", "matrix."];
  #ended = "";

  pace() {
    return this.value?.runs.some(isUnderWay) ? LOOK : 0;
  }

  /** What there is lies elsewhere, and is looked up again only when some work has ended. */
  async read() {
    const runs = (await ask("v1/backup-runs")).items;
    const ended = runs.filter((run) => !isUnderWay(run)).map((run) => run.id).join();
    const same = this.value && ended === this.#ended && runs.some(isUnderWay);
    const list = same ? this.value.list : await ask("v1/backups");
    this.#ended = ended;
    return { runs, list };
  }

  shown({ runs, list }) {
    const busy = runs.some(isUnderWay);
    const past = runs.filter((run) => !isUnderWay(run));
    return html`<section aria-labelledby="backups-title">
      <header class="section-head"><h2 id="backups-title">Backups <span class="number">${list.items.length.toLocaleString()}</span></h2>
        <button type="button" class="primary" ?disabled=${busy || this.busy.has("create")} @click=${() => this.begin("create", "v1/backups")}>Make one now</button></header>
      <dl class="figures">${figure("Plan", line(list.plan, 200))}${figure("Newest good one", list.goodAt ? html`<live-time .at=${list.goodAt}></live-time>` : "none yet")}
        ${figure("Last drill", list.drilledAt ? html`<live-time .at=${list.drilledAt}></live-time>` : "never")}${figure("Encrypted", list.encrypted ? "yes" : "no")}
        ${isOperator() && list.to ? figure("Go to", html`<code>${line(list.to, 300)}</code>`) : nothing}</dl>
      ${list.trouble ? html`<p class="trouble" role="alert">${line(list.trouble, 1000)}</p>` : nothing}
      ${busy ? html`<ul class="plain-list" aria-live="polite">${runs.filter(isUnderWay).map((run) => this.run(run))}</ul>` : nothing}
      ${list.items.length ? html`<ul class="plain-list">${list.items.map((backup) => this.backup(backup, busy))}</ul>` : this.none(list)}
    </section>
    ${past.length ? html`<section aria-labelledby="runs-title"><h2 id="runs-title">What was done</h2>
      <ul class="plain-list">${past.slice(0, RUNS_SHOWN).map((run) => this.run(run))}</ul></section>` : nothing}`;
  }

  none({ scheduled }) {
    return html`<div class="empty"><h3>There is no backup yet</h3><p>${scheduled ? "The first one is made by itself, soon." : "Make one now, or let the hub make them by itself: write where they go into signalbox.yaml, and put it in force."}</p>
      ${scheduled ? nothing : html`<copy-line .text=${"signalbox config apply signalbox.yaml"}></copy-line>`}</div>`;
  }

  run(run) {
    const going = isUnderWay(run);
    const words = run.state === "failed" ? `${NOW[run.kind] ?? run.kind}: it failed` : (going ? NOW : DONE)[run.kind] ?? run.kind;
    return html`<li class="thing"><div class="what"><h3>${words}</h3>
      ${going ? html`<progress max="1" .value=${run.of > 0 ? Math.min(1, run.done / run.of) : 0} aria-label=${words}></progress>` : nothing}
      <p class="meta">${going ? html`<span>${line(run.step, 200)}</span>` : nothing}
        ${run.of > 0 ? html`<span class="count">${run.done.toLocaleString()} of ${run.of.toLocaleString()} events</span>` : nothing}
        <span><bdi>${line(run.by, 80)}</bdi> <live-time .at=${run.endedAt ?? run.startedAt}></live-time></span></p>
      ${run.error ? html`<p class="trouble">${line(run.error, 1000)}</p>` : nothing}${run.note ? html`<p class="hint">${line(run.note, 1000)}</p>` : nothing}
      ${run.found && Object.keys(run.found).length ? html`<details><summary>What it found</summary><pre tabindex="0"><code>${shown(JSON.stringify(run.found, null, 2))}</code></pre></details>` : nothing}</div></li>`;
  }

  backup(backup, busy) {
    const of = `v1/backups/${encodeURIComponent(backup.id)}`;
    const button = (words, deed) => html`<button type="button" class="quiet" ?disabled=${busy} aria-label=${`${words} ${backup.id}`} @click=${deed}>${words}</button>`;
    return html`<li class="thing"><div class="what"><h3><code>${backup.id}</code>${backup.newest ? html` <span class="state">newest</span>` : nothing}${backup.whole ? nothing : html` <span class="trouble">not whole</span>`}</h3>
      <p class="meta"><live-time .at=${backup.at}></live-time><span>${bytes(backup.bytes)} in ${backup.segments.toLocaleString()} files</span>${backup.encrypted ? html`<span>encrypted</span>` : nothing}
        ${Object.entries(backup.logs).map(([log, { position }]) => html`<span>${log} up to ${position.toLocaleString()}</span>`)}</p></div>
      <div class="deeds">${button("Read", () => this.open("verify", of, backup))}${button("Drill", () => this.open("drill", of, backup))}
        ${backup.newest ? nothing : button("Take away", () => this.take(of, backup))}</div></li>`;
  }

  begin(name, path, options = {}) {
    return this.act(name, () => ask(path, { method: "POST", ...options }));
  }

  /** An identity never comes into a browser: an encrypted backup is opened where the identity lies. */
  async open(kind, of, backup) {
    if (!backup.encrypted || kind === "verify") {
      await this.begin(kind, `${of}/${kind}`, { body: {} });
      return;
    }
    await sure({ heading: "This backup is encrypted", text: html`A drill takes the identity that opens it, and that is best never typed into a page. Where it lies, this line does it:
      <copy-line .text=${`signalbox backup drill ${backup.id} --identity key.txt`}></copy-line>`, deed: "Good" });
  }

  async take(of, backup) {
    const text = "It is no point to go back to any more. What it holds stays in the newer ones of its row.";
    if (await sure({ heading: `Take ${backup.id} away?`, text, deed: "Take away" })) await this.act("delete", () => ask(of, { method: "DELETE" }));
  }
}

const isUnderWay = (run) => run.state === "waiting" || run.state === "running";

customElements.define("hub-backups", HubBackups);
