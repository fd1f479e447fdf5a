/** The page: who is signed in, which room is shown, and whether the hub is there. Everything else is in a room. */
import { html, nothing } from "./lit.js";
import { Part } from "./part.js";
import { go, hash, read } from "./address.js";
import * as hub from "./hub.js";
import { inbox } from "./inbox-store.js";
import { fileOf } from "./room-file.js";
import { rooms } from "./rooms.js";
import { byTicket } from "./sign-in.js";
import { line } from "./plain-text.js";
import { say } from "./toast-line.js";
import * as signs from "./tab-signs.js";
import "./key-help.js";

/** How long after a hub that did not answer is asked again. */
const AGAIN = 3_000;

class SignalboxPage extends Part {
  static properties = {
    state: { state: true },
    why: { state: true },
    address: { state: true },
    view: { state: true },
    away: { state: true },
  };

  constructor() {
    super();
    this.state = "starting";
    this.why = null;
    this.scrolled = new Map();
    addEventListener("hashchange", () => this.show());
    document.addEventListener("keydown", (event) => this.pressed(event));
    hub.events.addEventListener("signed-out", () => this.leave("You were signed out: the key was revoked or has ended, or this browser was signed out elsewhere."));
    inbox.addEventListener("change", () => this.count());
    hub.events.addEventListener("forbidden", () => this.rights());
    inbox.addEventListener("state", () => {
      this.away = inbox.link === "away";
      // A stream ends, too, when the key may read less than it did.
      if (!this.away) this.rights();
    });
    inbox.addEventListener("asked", ({ detail }) => this.asked(detail));
  }

  /** What stood there until now was for the eyes only. */
  createRenderRoot() {
    this.replaceChildren();
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.begin();
  }

  /** A link that signs in is used, and leaves the address, before anything is shown. */
  async begin() {
    const { parts } = read();
    if (parts[0] === "in") {
      history.replaceState(null, "", hash(["inbox"]));
      this.why = await byTicket(parts[1] ?? "");
      if (this.why === null) hub.remember(true);
    }
    if (hub.mayBeKnown()) await this.enter();
    else this.leave(this.why);
  }

  async enter() {
    try {
      hub.signedInAs(await hub.ask("v1/whoami"));
      hub.remember(true);
      this.why = null;
      this.state = "in";
      inbox.open(["waiting"]);
      this.show();
      // What waits is counted, and said, in every room.
      inbox.open(["waiting"]);
    } catch (failure) {
      if (failure instanceof hub.Refused && failure.status === 401) this.leave(this.why);
      else {
        this.failure = failure;
        this.state = "broken";
        clearTimeout(this.again);
        this.again = setTimeout(() => this.state === "broken" && this.enter(), AGAIN);
      }
    }
  }

  /** The key may do something else than before. */
  async rights() {
    const before = hub.me;
    const now = await hub.ask("v1/whoami").catch(() => null);
    if (!before || !now || !hub.me || JSON.stringify(before) === JSON.stringify(now)) return;
    hub.signedInAs(now);
    if (before.mayRead.join() !== now.mayRead.join()) inbox.anew();
    inbox.redraw();
  }

  leave(why) {
    hub.signedInAs(null);
    hub.remember(false);
    inbox.close();
    this.why = why;
    this.view = null;
    this.away = false;
    this.state = "out";
    signs.show(0, "Sign in");
  }

  async signOut() {
    try {
      await hub.ask("v1/sign-ins/current", { method: "DELETE" });
      this.leave("You are signed out.");
    } catch (failure) {
      if (hub.me) say(`You are still signed in: ${failure.message}`);
    }
  }

  async show() {
    if (this.state !== "in") return;
    const address = read();
    const room = rooms.find((each) => matches(each.path.split("/"), address.parts));
    if (!room) return go(hash([rooms[0].path]), true);
    const path = address.parts.join("/");
    const left = this.address?.parts.join("/");
    if (left !== undefined && left !== path) this.scrolled.set(left, scrollY);
    const file = await fileOf(room.file, () => this.state === "in" && read().parts.join("/") === path, () => this.late(room, address));
    if (!file) return;
    const { view, keys } = file;
    this.room = room;
    this.address = address;
    this.view = view;
    this.keys = keys;
    this.count();
    if (left === path) return;
    await this.updateComplete;
    this.querySelector("nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center", behavior: "instant" });
    requestAnimationFrame(() => scrollTo({ top: this.scrolled.get(path) ?? 0, behavior: "instant" }));
    if (left !== undefined) this.querySelector("main")?.focus({ preventScroll: true });
  }

  /** The file of a room does not come; it is asked for again and again. */
  late(room, address) {
    this.room = room;
    this.address = address;
    this.view = () => html`<div class="room"><div class="empty" role="alert"><h1>This room cannot be opened yet</h1>
      <p>The hub does not give out its files just now. It is asked again every few seconds.</p></div></div>`;
    this.requestUpdate();
  }

  count() {
    if (this.state !== "in") return;
    signs.show(inbox.waiting, this.room?.name ?? this.room?.title);
    this.requestUpdate();
  }

  asked(question) {
    signs.ring(question);
    if (!document.hidden) say(`${line(question.askedBy, 60)} asks: ${line(question.prompt, 120)}`);
  }

  pressed(event) {
    if (event.key !== "?" || event.target.closest?.("input, textarea, select, dialog[open]")) return;
    event.preventDefault();
    this.querySelector("key-help")?.show();
  }

  render() {
    if (this.state === "starting") return html`<p class="loading" role="status">Signalbox …</p>`;
    if (this.state === "broken") return this.broken();
    if (this.state === "out") return html`${this.head(false)}<sign-in .why=${this.why} @signed-in=${() => this.enter()}></sign-in>`;
    return html`
      <button type="button" class="skip" @click=${() => this.querySelector("main").focus()}>To the content</button>
      ${this.head(true)}
      ${this.away ? html`<p class="away" role="status">The hub is away. What you see is from before; it goes on by itself.</p>` : nothing}
      <main id="main" tabindex="-1">${this.view ? this.view(this.address) : nothing}</main>
      <toast-line></toast-line>
      <key-help .of=${this.keys}></key-help>`;
  }

  head(known) {
    return html`<header class="head">
      <a class="brand" href=${hash(["inbox"])}><img src=${new URL("icon.svg", import.meta.url).href} alt="" width="24" height="24"> Signalbox</a>
      ${known ? html`<nav aria-label="Rooms">${rooms.filter((room) => room.name && isFor(room)).map((room) => this.link(room))}</nav>${this.menu()}` : nothing}
    </header>`;
  }

  link(room) {
    const here = this.address?.parts[0] === room.path;
    const count = room.path === "inbox" ? inbox.waiting : 0;
    return html`<a href=${hash([room.path])} aria-current=${here ? "page" : nothing}>${room.name}${count
      ? html` <span class="badge"><span class="unseen">, </span>${count}<span class="unseen"> questions wait</span></span>`
      : nothing}</a>`;
  }

  menu() {
    const { me } = hub;
    return html`<details class="menu" @toggle=${this.closeOutside}>
      <summary><span class="unseen">Signed in as </span><bdi>${line(me.name, 40)}</bdi></summary>
      <div>
        <p class="hint">${line(me.name, 80)}, as ${line(me.role, 40)}${me.space === "default" ? nothing : html`, in the space ${line(me.space, 80)}`}</p>
        ${signs.mayAsk() ? html`<button type="button" class="plain" @click=${this.allow}>Notify me of questions</button>` : nothing}
        <button type="button" class="plain" @click=${this.help}>Keyboard <kbd>?</kbd></button>
        <a href="page/api">API</a>
        <button type="button" class="plain" @click=${this.signOut}>Sign out</button>
      </div>
    </details>`;
  }

  closeOutside(event) {
    const menu = event.target;
    if (!menu.open) return;
    const close = (other) => {
      if (other.type === "keydown" ? other.key !== "Escape" : menu.contains(other.target)) return;
      menu.open = false;
      document.removeEventListener("click", close);
      document.removeEventListener("keydown", close);
    };
    document.addEventListener("click", close);
    document.addEventListener("keydown", close);
  }

  async allow() {
    await signs.allow();
    this.requestUpdate();
  }

  help() {
    this.querySelector(".menu").open = false;
    this.querySelector("key-help").show();
  }

  broken() {
    return html`${this.head(false)}<main class="room" id="main"><div class="empty" role="alert"><h1>The hub does not answer as it should</h1>
      <p>${this.failure.message}</p>
      <p class="hint">It is asked again every few seconds.</p>
      <p><button type="button" class="primary" @click=${() => this.enter()}>Try again</button></p></div></main>`;
  }
}

/** Whether the parts of a path stand for those of a room. */
function matches(pattern, parts) {
  return pattern.length === parts.length && pattern.every((part, index) => part.startsWith(":") || part === parts[index]);
}

/** Whether the key has something to see in a room. */
const isFor = ({ reads }) => !reads || reads.some(hub.mayRead);

customElements.define("signalbox-page", SignalboxPage);
