/** The hub as the page speaks to it: the public API of the same origin, with the cookie of whoever is signed in. */

const BASE = new URL("../", import.meta.url);

/** The address under which the page was opened, without what is behind it. */
export const address = BASE.href.replace(/\/$/, "");

/** The hub said no; `problem` is what it said, as RFC 9457 has it. */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || `the hub answered ${status}`);
    this.status = status;
    this.problem = problem;
  }
}

/** Nobody answered, or something that is not the hub. */
export class Away extends Error {}

/**
 * Tells of `signed-out`: the hub does not know this browser any more; of `forbidden`: the key may do less than was known; and
 * of `rights`: now it is known what it may.
 */
export const events = new EventTarget();

/** Who is signed in, as `GET /v1/whoami` says; null for nobody. */
export let me = null;

export function signedInAs(who) {
  me = who;
  events.dispatchEvent(new Event("rights"));
}

const KNOWN = "signalbox-signed-in";

/** Whether somebody is signed in stands in a cookie that no script reads; this only saves asking where nobody ever was. */
export function remember(known) {
  try {
    if (known) localStorage.setItem(KNOWN, "yes");
    else localStorage.removeItem(KNOWN);
  } catch {
    // No storage is allowed: then it is asked each time.
  }
}

export function mayBeKnown() {
  try {
    return localStorage.getItem(KNOWN) !== null;
  } catch {
    return true;
  }
}

/** Whether the key may send a command; a button that it may not press is not there. */
export const may = (command) => me !== null && me.mayWrite.includes(command);

export const mayRead = (table) => me !== null && me.mayRead.includes(table);

/** Whether the key looks after its space; and whether it does after the whole hub. */
export const isAdmin = () => me !== null && me.role === "admin";
export const isOperator = () => isAdmin() && me.space === "default";

/** A request as it is: the answer of the hub, also a refusal. Fails with Away. */
export async function fetched(path, options = {}) {
  const headers = { Accept: "application/json", ...options.headers };
  if (options.body !== undefined) headers["Content-Type"] = "application/json";
  try {
    return await fetch(new URL(path, BASE), {
      method: options.method ?? "GET",
      headers,
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      credentials: "same-origin",
      cache: "no-store",
      keepalive: options.keepalive ?? false,
      signal: options.signal,
    });
  } catch (failure) {
    if (failure.name === "AbortError") throw failure;
    throw new Away("the hub does not answer");
  }
}

/** A table that is behind what the hub has acknowledged is asked so often, with so many milliseconds between. */
const LATE_MAX = 10;
const LATE = 1_000;

const isLate = ({ status }, { type }, { method = "GET", late = 0 }) =>
  status === 503 && method === "GET" && late < LATE_MAX && type === "/problems/projection_lagging";

/** What the hub answers, as an object. Fails with Refused or Away; 401 ends the session of the page. With `exact` long numbers keep each digit. */
export async function ask(path, options = {}) {
  const answer = await fetched(path, options);
  const text = await answer.text().catch(() => {
    throw new Away("the hub broke off");
  });
  const json = (answer.headers.get("Content-Type") ?? "").includes("json");
  if (!json) throw new Away(`something between here and the hub answered ${answer.status}`);
  const value = JSON.parse(text, options.exact && JSON.rawJSON ? asWritten : undefined);
  if (answer.ok) return value;
  if (answer.status === 401 && !options.signsIn) signedOut();
  if (isLate(answer, value, options)) {
    await new Promise((resolve) => setTimeout(resolve, LATE));
    return ask(path, { ...options, late: (options.late ?? 0) + 1 });
  }
  if (answer.status === 403) events.dispatchEvent(new Event("forbidden"));
  throw new Refused(answer.status, value);
}

/** A number with more digits than a browser reckons with stays the text that it is. */
const asWritten = (key, value, context) => (typeof value === "number" && context.source.length > 15 ? JSON.rawJSON(context.source) : value);

/** The browser is signed in no more: for whoever hears it first. */
export function signedOut() {
  if (me === null) return;
  me = null;
  events.dispatchEvent(new Event("signed-out"));
}

/** A command of a person: repeating it under its id is safe. */
export const send = (path, body, options = {}) =>
  ask(path, { method: "POST", body, ...options, headers: { "Idempotency-Key": crypto.randomUUID?.() ?? fresh(), ...options.headers } });

/** Where the page was opened without TLS, from another machine, browsers have no randomUUID. */
function fresh() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Every page of a list, handed over as it comes. */
export async function pages(path, each, signal) {
  let cursor;
  do {
    const page = await ask(cursor ? `${path}&cursor=${encodeURIComponent(cursor)}` : path, { signal });
    each(page.items);
    cursor = page.nextCursor;
  } while (cursor);
}
