/**
 * Signalbox for JavaScript and TypeScript: ask people, tell people, follow what happens. One ES module, fetch and web streams only: Node 18 or newer, browsers,
 * Deno, Bun. What is for the hub waits in the memory of the program, in order, is sent byte for byte the same at every try, and counts once there.
 * What the hub refuses is kept and shown (`attention`), and never sent again by itself. Types: signalbox.d.ts.
 *
 *     import { open } from "./signalbox.js";
 *     const hub = open({ url, key });
 *     const { value } = await hub.ask("Which database?", { options: ["sqlite", "postgres"], once: "my-daemon: database" }).answer();
 */

export const URL_DEFAULT = "http://127.0.0.1:7433";
/** Commands, and bytes of their JSON, in one request; the second is also the largest command. */
export const BATCH_COMMANDS = 100;
export const BATCH_BYTES = 900_000;
/** Unanswered commands in memory. More are refused to the program that writes them. */
export const PENDING_MAX = 10_000;
/** Bytes of one answer of the hub, and of one line of an event stream. */
export const ANSWER_BYTES_MAX = 64 * 1024 * 1024;
/** Milliseconds: a longer Retry-After is cut to this. */
export const RETRY_AFTER_MAX = 3_600_000;
/** Milliseconds: the longest that a timer can be set to; longer ones would be over at once. */
const TIMER_MAX = 2 ** 31 - 1;
/** Bytes a millisecond of the slowest network: a body gets so much more time. */
const UPLINK = 10;
const RESETS_MAX = 5;
const RESET_WINDOW = 600_000;

/** How often things are tried, in milliseconds. */
export const PACE = Object.freeze({
  backoffFirst: 1_000, backoffLongest: 32_000, keyRetry: 60_000, answer: 15_000, silence: 45_000, quickCut: 10_000, page: 1_000,
  streamAgain: 300_000, longPoll: 30_000,
});

const randomness = globalThis.crypto ?? (await import("node:crypto")).webcrypto;
const bytesOf = (text) => new TextEncoder().encode(text).length;

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-[ -~]*)?$/;

/** The work that waits, unless it is malformed: so says the standard. */
const trace = (parent) => (TRACEPARENT.test(parent ?? "") ? parent : undefined);

/** What is wrong, with a capital unless it begins with a name; a step that is a request of HTTP stays in `detail`. */
function sentence(detail) {
  const [first, ...more] = detail.split(/; |: (?=(?:GET|POST|PUT|PATCH|DELETE) \/)/);
  const told = [first, ...more.filter((clause) => !/\b(?:GET|POST|PUT|PATCH|DELETE) \//.test(clause))].join("; ");
  return /^[a-z]+('[a-z]+)?[,.:;]?(\s|$)/.test(told) ? told[0].toUpperCase() + told.slice(1) : told;
}

/** The hub said no. `code` is a stable word, `detail` says what is wrong and what to do next; the message is its first half. */
export class Refused extends Error {
  constructor(problem, retryAfter) {
    super(sentence(problem.detail || problem.title || "The hub said no"));
    this.name = "Refused";
    this.problem = problem;
    this.code = problem.code ?? "internal";
    this.detail = problem.detail ?? "";
    this.status = problem.status ?? 500;
    this.retryAfter = retryAfter;
  }
}

/** No answer of the hub: nobody is there, the way was cut, or something between answered. */
export class Unreachable extends Error {
  constructor(message, timedOut = false) {
    super(message);
    this.name = "Unreachable";
    this.timedOut = timedOut;
  }
}

/** The question is over and was not answered; `question` is how it stands for good. */
export class QuestionClosed extends Error {
  constructor(question) {
    super(`the question "${question.prompt}" is ${question.state} without an answer`);
    this.name = "QuestionClosed";
    this.question = question;
  }
}

/** The time that the caller gave is over; what was asked or sent stays. */
export class TimedOut extends Error {
  constructor(message) {
    super(message);
    this.name = "TimedOut";
  }
}

/** The client was closed before the hub answered. */
export class Closed extends Error {
  constructor(message = "the client was closed before the hub answered") {
    super(message);
    this.name = "Closed";
  }
}

/**
 * Opens the way to a hub, which may be away. `url` and `key` are SIGNALBOX_URL and SIGNALBOX_KEY of the environment where there is one. Fails with
 * TypeError without a key, and for what is no URL.
 */
export function open(options = {}) {
  return new Signalbox(options);
}

let lastTick = 0n;

/** A UUID of version 7, each greater than the one before in this program. */
function newId() {
  const now = BigInt(Date.now()) << 12n;
  lastTick = now > lastTick ? now : lastTick + 1n;
  const random = randomness.getRandomValues(new Uint8Array(8));
  random[0] = (random[0] & 0x3f) | 0x80;
  const time = (lastTick >> 12n).toString(16).padStart(12, "0");
  const count = (lastTick & 0xfffn).toString(16).padStart(3, "0");
  const rest = Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${rest.slice(0, 4)}-${rest.slice(4)}`;
}

/** The commands of one lane wait for each other: that of the thing that is changed, or made. */
function laneOf(command) {
  const noun = command.command.split(".", 1)[0];
  const { id, once } = command.body;
  // Which id a key gives, the hub says; until then the key is the name of the lane.
  if (!command.target && id === undefined && once !== undefined) return `question/once ${once}`;
  const thing = command.target ?? id ?? command.id;
  return thing.startsWith(noun + "/") || (noun === "table" && thing.includes("/")) ? thing : `${noun}/${thing}`;
}

/** Milliseconds, or a text of the hub's own: `4h`, `PT30M`. */
function duration(value) {
  return typeof value === "number" ? `${Math.max(1, Math.round(value))}ms` : value;
}

/** A position of the log, or a time. */
function moment(value) {
  return value instanceof Date ? value.toISOString() : value;
}

function given(fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));
}

function positionOf(cursor) {
  return cursor === null ? 0 : Number(cursor.split(".")[1]);
}

/** Full jitter under a ceiling that doubles; what the hub asked for is the floor. */
class Backoff {
  #pace;
  #failures = 0;

  constructor(pace) {
    this.#pace = pace;
  }

  next(failure) {
    const ceiling = Math.min(this.#pace.backoffLongest, this.#pace.backoffFirst * 2 ** Math.min(this.#failures++, 20));
    const asked = failure instanceof Refused ? failure.retryAfter ?? 0 : 0;
    // One millisecond more: timers may fire a little early, and the hub said "not before".
    return Math.min(Math.max(asked, 0), RETRY_AFTER_MAX) + (asked > 0 ? 5 : 0) + 1 + Math.random() * ceiling;
  }

  reset() {
    this.#failures = 0;
  }
}

/** Sends requests and sorts the answers: a good one, Refused, Unreachable. */
class Wire {
  constructor(url, key, pace, fetcher) {
    let parsed;
    try {
      parsed = new URL(url);
    } catch {
      parsed = null;
    }
    if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.username || parsed.search || parsed.hash) {
      throw new TypeError(`"${url}" is not the URL of a hub; write ${URL_DEFAULT}`);
    }
    this.base = parsed.href.replace(/\/+$/, "");
    this.key = key;
    this.pace = pace;
    this.fetch = fetcher;
  }

  /** The JSON of a good answer. */
  async call(method, path, { body, headers = {}, longer = 0, signal } = {}) {
    const time = this.pace.answer + longer + (body ? bytesOf(body) / UPLINK : 0);
    return this.#within(time, signal, async (watch) => {
      const response = await this.#request(method, path, body, { accept: "application/json, application/problem+json;q=0.9", ...headers }, watch.signal);
      const text = await this.#text(response);
      if (!response.ok) throw this.#failure(response, text);
      try {
        return JSON.parse(text);
      } catch (failure) {
        throw new Unreachable(`the answer of ${this.base} cannot be understood: ${failure.message}`);
      }
    });
  }

  /** Hands on the pieces of an event stream while they come; silence for too long is Unreachable. */
  async stream(path, headers, signal, opened, take) {
    return this.#within(this.pace.answer, signal, async (watch) => {
      const response = await this.#request("GET", path, undefined, { accept: "text/event-stream", ...headers }, watch.signal);
      if (!response.ok) throw this.#failure(response, await this.#text(response));
      if (!(response.headers.get("content-type") ?? "").startsWith("text/event-stream") || !response.body) {
        throw new Unreachable(`the answer of ${this.base} is no event stream; something between may have answered`);
      }
      opened();
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      try {
        for (;;) {
          watch.restart(this.pace.silence);
          const { done, value } = await reader.read();
          // What the program does with it takes the time that it takes.
          watch.pause();
          if (done) throw new Unreachable("the event stream ended");
          if (!(await take(decoder.decode(value, { stream: true })))) return;
        }
      } finally {
        reader.cancel().catch(() => {});
      }
    });
  }

  async #within(time, signal, work) {
    const abort = new AbortController();
    let timer;
    let over = false;
    const watch = {
      signal: abort.signal,
      pause: () => clearTimeout(timer),
      restart: (milliseconds) => {
        clearTimeout(timer);
        if (abort.signal.aborted) return;
        timer = setTimeout(() => {
          over = true;
          abort.abort();
        }, milliseconds);
      },
    };
    // A timer that nobody needs keeps the program alive until it is over.
    const stop = () => {
      clearTimeout(timer);
      abort.abort();
    };
    if (signal?.aborted) throw new Closed();
    signal?.addEventListener("abort", stop);
    watch.restart(time);
    try {
      return await work(watch);
    } catch (failure) {
      if (over) throw new Unreachable(`${this.base} did not answer in time`, true);
      if (signal?.aborted) throw new Closed();
      throw failure;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
    }
  }

  async #request(method, path, body, headers, signal) {
    const secret = ((await this.key()) ?? "").trim();
    // Whoever was closed while it looked for its key asks nobody any more.
    if (signal.aborted) throw new Closed();
    if (secret) headers = { ...headers, authorization: `Bearer ${secret}` };
    if (body !== undefined) headers = { ...headers, "content-type": "application/json" };
    return this.#way(() => this.fetch(this.base + path, {
      method, headers, body, signal, redirect: "error", cache: "no-store", credentials: "omit",
    }));
  }

  async #text(response) {
    if (!response.body) return "";
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    let text = "";
    for (let size = 0; ; ) {
      const { done, value } = await this.#way(() => reader.read());
      if (done) return text + decoder.decode();
      size += value.length;
      if (size > ANSWER_BYTES_MAX) {
        reader.cancel().catch(() => {});
        throw new Unreachable(`the answer of ${this.base} has more than ${ANSWER_BYTES_MAX} bytes`);
      }
      text += decoder.decode(value, { stream: true });
    }
  }

  /** What fails on the way is no answer of the hub. */
  async #way(work) {
    try {
      return await work();
    } catch (failure) {
      throw new Unreachable(`the connection to ${this.base} failed: ${failure?.cause?.message ?? failure?.message ?? failure}`);
    }
  }

  #failure(response, text) {
    const after = retryAfter(response.headers);
    if ((response.headers.get("content-type") ?? "").includes("json")) {
      try {
        const problem = JSON.parse(text);
        if (problem?.code && problem.title && problem.detail) return new Refused(problem, after);
      } catch {
        // Not the hub's own words: its status says what there is to say.
      }
    }
    const met = `HTTP ${response.status} came from ${this.base} without a problem; something between may have answered instead of the hub`;
    const code = { 401: "unauthorized", 403: "forbidden", 413: "too_large", 414: "uri_too_long", 429: "rate_limited", 431: "headers_too_large",
      503: "overloaded" }[response.status];
    if (code === undefined) return new Unreachable(met);
    return new Refused({ code, title: response.statusText || code, status: response.status, detail: met }, after);
  }
}

/** Milliseconds; a date is compared with the sender's own clock, never with ours. */
function retryAfter(headers) {
  const text = (headers.get("retry-after") ?? "").trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const wait = Date.parse(text) - Date.parse(headers.get("date") ?? "");
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

/** The word that a command is on its way. */
class Receipt {
  #entry;

  constructor(entry) {
    this.#entry = entry;
  }

  /** The command's id. A parked command that is retried or amended has another. */
  get id() {
    return this.#entry.id;
  }

  /**
   * Waits for the hub's yes, as long as it takes or for `timeout` milliseconds. Fails with Refused when it said no (the command is parked then),
   * TimedOut (the command stays in the queue), the reason of `signal`, Closed.
   */
  accepted(options) {
    return within(options, null, () => "the hub has not taken it yet; it stays in the queue", () => this.#entry.settled());
  }
}

/** A question that is on its way, or there. */
class Asked extends Receipt {
  #wait;

  constructor(entry, wait) {
    super(entry);
    this.#wait = wait;
  }

  /** Its id, once the hub has it: by it any program, or a later run of this one, may wait. Fails as `accepted` does. */
  async question(options) {
    const { target } = await this.accepted(options);
    return target.slice(target.indexOf("/") + 1);
  }

  /** Waits for the answer, also until the hub has the question; see Signalbox.wait. */
  answer(options) {
    return this.#wait(() => this.question(), options);
  }
}

/** A command in memory: pending, then settled or parked. */
class Entry {
  constructor(command) {
    this.command = command;
    this.id = command.id;
    this.text = JSON.stringify(command);
    this.bytes = bytesOf(this.text);
    this.lane = laneOf(command);
    this.state = "pending";
    this.waiting = [];
  }

  settled() {
    if (this.state === "accepted") return Promise.resolve(this.result);
    if (this.failure) return Promise.reject(this.failure);
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }

  settle(result) {
    this.result = result;
    this.state = result.verdict === "accepted" || result.verdict === "duplicate" ? "accepted" : "parked";
    if (this.state === "parked") {
      this.failure = new Refused(result.problem
        ?? { code: "internal", title: "The hub failed", status: 500, detail: "the hub refused it without a reason" });
    }
    this.#tell();
  }

  fail(failure) {
    this.failure = failure;
    this.#tell();
  }

  #tell() {
    for (const { resolve, reject } of this.waiting.splice(0)) {
      if (this.failure) reject(this.failure);
      else resolve(this.result);
    }
  }
}

export class Signalbox {
  #wire;
  #key;
  #pace;
  #queue = [];
  #running = false;
  #batchMax = BATCH_COMMANDS;
  #eased = false;
  #longer = 0;
  #backoff;
  #contact = "offline";
  /** Why the hub was not heard at the last try; null when it was. */
  #unheard = null;
  #abort = new AbortController();
  #subscriptions = new Set();

  constructor({ url, key, pace, fetch: fetcher } = {}) {
    const environment = globalThis.process?.env ?? {};
    this.#key = keyOf(key, environment.SIGNALBOX_KEY);
    this.#pace = { ...PACE, ...pace };
    // A call of the global by another receiver is an error in browsers.
    const send = fetcher ?? ((...request) => globalThis.fetch(...request));
    this.#wire = new Wire(url ?? environment.SIGNALBOX_URL ?? URL_DEFAULT, this.#key, this.#pace, send);
    this.#backoff = new Backoff(this.#pace);
  }

  // ---- write

  /** Puts a command of any kind (`<noun>.<verb>`) on its way. */
  send(command, target, body = {}, { expectedVersion, id } = {}) {
    return new Receipt(this.#add(command, target, body, expectedVersion, id));
  }

  /** Tells people something. */
  notify(title, { body, priority, tags, link, dedupKey, expiresIn, data } = {}) {
    return this.send("notification.post", undefined, given({ title, body, priority, tags, link, dedupKey, expiresIn: duration(expiresIn), data }));
  }

  /**
   * Asks people something. `once`: asks once under this key; a program that is started again gets the question that is there, as it stands.
   * All who may ask share the keys, so begin yours with the program's name.
   */
  ask(prompt, { options, approval, body, priority, tags, expiresIn, defaultValue, excludeAsker, data, once, traceparent } = {}) {
    const kind = approval ? "approval" : options?.length ? "choice" : "text";
    const onExpiry = defaultValue === undefined ? undefined : "default";
    const expires = duration(expiresIn);
    const wish = given({
      once, kind, prompt, body, options, priority, tags, expiresIn: expires, onExpiry, defaultValue, excludeAsker, data, traceparent: trace(traceparent),
    });
    return new Asked(this.#add("question.ask", undefined, wish), (id, options) => this.#wait(id, options, true));
  }

  /** Answers. The first valid answer wins; when another did, the command is parked with it. */
  answer(question, value, { comment, onBehalfOf, via, seenAt } = {}) {
    return this.send("question.answer", question, given({ value, comment, onBehalfOf, via, seenAt: seenAt?.toISOString() }));
  }

  /** Takes a question back. */
  cancel(question, reason) {
    return this.send("question.cancel", question, given({ reason }));
  }

  /** Says on the roadmap how far an item (its key or id) has come. */
  setStatus(item, status) {
    return this.send("roadmap.set-status", item, { status });
  }

  // ---- wait and read

  /**
   * Waits for the answer, through restarts of the hub and cuts, as long as it takes or for `timeout` milliseconds. Fails with QuestionClosed when
   * there will be none, Refused when the hub knows none of this id, TimedOut (the question stays open), the reason of `signal`, Closed.
   */
  wait(question, options) {
    return this.#wait(() => question, options, false);
  }

  #wait(question, options, askedHere) {
    const ending = () => `there is no answer yet; the question stays open${this.#unheard ? `, and ${this.#unheard.message}` : ""}`;
    return within(options, this.#abort.signal, ending, async (stop) => this.#answerTo(await question(), stop, askedHere));
  }

  async #answerTo(question, stop, askedHere) {
    const { longPoll, page } = this.#pace;
    const backoff = new Backoff(this.#pace);
    for (;;) {
      const begun = Date.now();
      let pause;
      try {
        const shown = await this.#wire.call("GET", `/v1/questions/${encodeURIComponent(question)}?wait=${longPoll}ms`,
          { longer: longPoll, signal: stop });
        this.#unheard = null;
        if (shown.answer) return shown.answer;
        if (shown.state !== "pending") throw new QuestionClosed(shown);
        backoff.reset();
        // Where something between cuts the wait short, not faster than pages are read.
        pause = Date.now() - begun >= page ? 0 : page;
      } catch (failure) {
        if (!mayPass(failure, askedHere)) throw failure;
        this.#unheard = failure;
        pause = backoff.next(failure);
      }
      await sleep(pause, stop);
    }
  }

  /**
   * Finds what has all of these words in its text, among all that the key may read: questions and answers, notifications, the roadmap, rows, traces. A page,
   * the newest first; `cursor` with the same words leads on. `"a phrase"` is of words behind each other, `word*` what begins so. `asOf`: as it stood then;
   * `changedSince`: what came to be after that; each is a position of the log or a time. Nothing is repeated; failures come at once.
   */
  recall(words, { kind, table, asOf, changedSince, limit, cursor } = {}) {
    return this.get("/v1/recall", { q: words, kind, table, asOf: moment(asOf), changedSince: moment(changedSince), limit, cursor });
  }

  /** Any read of the API. Nothing is repeated; failures come at once. */
  get(path, query = {}) {
    const text = new URLSearchParams(given(query)).toString();
    return this.#wire.call("GET", path + (text ? `?${text}` : ""), { signal: this.#abort.signal });
  }

  // ---- what the hub refused

  /** What needs a decision: all refused commands, oldest first. */
  attention() {
    return this.#queue.filter((entry) => entry.state === "parked").map((entry) => ({
      id: entry.id, command: entry.command, verdict: entry.result.verdict, problem: entry.failure.problem, code: entry.failure.code,
      waiting: this.#queue.filter((behind) => behind.state === "pending" && behind.lane === entry.lane).length,
    }));
  }

  /** Sends a parked command again in its old place under a new id; when it expects a version, the one that the hub named. */
  retry(id, expectedVersion) {
    const { command, failure } = this.#parked(id);
    const expected = expectedVersion ?? (command.expectedVersion === undefined ? undefined
      : failure.problem.current?.version ?? command.expectedVersion);
    return this.#replace(id, given({ ...command, expectedVersion: expected }));
  }

  /** The same with another body; what was to be made keeps its id. */
  amend(id, body) {
    const { command } = this.#parked(id);
    return this.#replace(id, { ...command, body: { ...given({ id: command.body.id }), ...body } });
  }

  /** Gives a parked command up; those behind it go on. */
  discard(id) {
    this.#queue.splice(this.#queue.indexOf(this.#parked(id)), 1);
    this.#ring();
  }

  /** How many commands wait for the hub's answer, those behind parked ones included. */
  pending() {
    return this.#queue.filter((entry) => entry.state === "pending").length;
  }

  /** Whether nothing can be sent now; what waits behind parked commands does not count. */
  drained() {
    return this.#next(1).length === 0;
  }

  /** `offline`, `needs_key`, `catching_up` or `live`. */
  get status() {
    if (this.#contact !== "ok") return this.#contact;
    return this.drained() ? "live" : "catching_up";
  }

  // ---- follow

  /**
   * Hands every event of these types (`question.*`) to the handler, in order, one at a time, with the cursor behind it. Keep that with what the
   * handler does, and give it back as `after`: then each event counts once. `after` may also be `start` (the default) or `end`.
   */
  follow(types, handler, { after = "start", onReset = "stop", onCursor } = {}) {
    const subscription = new Subscription(this.#wire, this.#pace, this.#key, types, handler, { after, onReset, onCursor },
      () => this.#subscriptions.delete(subscription));
    this.#subscriptions.add(subscription);
    return subscription;
  }

  /**
   * Ends followers and waits, gives what is queued `drain` milliseconds (not when the hub is away), and answers the commands that the hub did not
   * take: those that were not sent, and those that are parked. Nobody else keeps them.
   */
  async close({ drain = 5_000 } = {}) {
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.close()));
    const deadline = Date.now() + drain;
    while (!this.drained() && this.#contact === "ok" && Date.now() < deadline) await this.#sleep(10);
    this.#abort.abort();
    const left = this.#queue.map((entry) => entry.command);
    for (const entry of this.#queue.splice(0)) if (entry.state === "pending") entry.fail(new Closed());
    return left;
  }

  // ---- the queue

  #add(command, target, body, expectedVersion, id = newId()) {
    if (this.#abort.signal.aborted) throw new Closed("the client is closed");
    const entry = new Entry(given({ id, command, target, expectedVersion, occurredAt: new Date().toISOString(), body }));
    if (entry.bytes > BATCH_BYTES) throw new RangeError(`the command has ${entry.bytes} bytes; at most ${BATCH_BYTES} can be sent`);
    if (this.#queue.length >= PENDING_MAX) throw new RangeError(`${PENDING_MAX} commands wait; this one was not taken`);
    if (this.#queue.some((known) => known.id === id)) throw new RangeError(`the id ${id} was used for another command; take a fresh one`);
    this.#queue.push(entry);
    this.#ring();
    return entry;
  }

  #parked(id) {
    const entry = this.#queue.find((known) => known.id === id && known.state === "parked");
    if (!entry) throw new RangeError(`no command ${id} is parked; attention() lists those that are`);
    return entry;
  }

  #replace(id, command) {
    const fresh = new Entry({ ...command, id: newId() });
    this.#queue[this.#queue.indexOf(this.#parked(id))] = fresh;
    this.#ring();
    return new Receipt(fresh);
  }

  #next(most) {
    const stuck = new Set(this.#queue.filter((entry) => entry.state === "parked").map((entry) => entry.lane));
    const batch = [];
    let bytes = 0;
    for (const entry of this.#queue) {
      if (entry.state !== "pending" || stuck.has(entry.lane)) continue;
      bytes += entry.bytes;
      if (batch.length >= most || (batch.length > 0 && bytes > BATCH_BYTES)) break;
      batch.push(entry);
    }
    return batch;
  }

  /** What is written in one go shares a request. */
  #ring() {
    if (this.#running) return;
    this.#running = true;
    queueMicrotask(() => this.#run());
  }

  async #run() {
    try {
      while (!this.#abort.signal.aborted) {
        const batch = this.#next(this.#batchMax);
        if (batch.length === 0) break;
        try {
          await this.#sendBatch(batch);
        } catch (failure) {
          await this.#trouble(failure);
        }
      }
    } catch (failure) {
      if (!(failure instanceof Closed)) throw failure;
    } finally {
      this.#running = false;
    }
  }

  async #sendBatch(batch) {
    let answer;
    try {
      const body = `{"commands":[${batch.map((entry) => entry.text).join(",")}]}`;
      answer = await this.#wire.call("POST", "/v1/commands", { body, longer: this.#longer, signal: this.#abort.signal });
    } catch (failure) {
      if (failure instanceof Unreachable) this.#ease(batch, failure);
      if (!(failure instanceof Refused) || !["too_large", "invalid"].includes(failure.code)) throw failure;
      this.#narrow(batch, failure);
      return;
    }
    this.#contact = "ok";
    this.#unheard = null;
    if (this.#settle(answer?.results ?? []) === 0) throw new Unreachable("the hub answered a batch without a verdict on any command of it");
    this.#backoff.reset();
    this.#longer = 0;
    this.#batchMax = Math.min(BATCH_COMMANDS, this.#eased ? this.#batchMax + 1 : this.#batchMax * 2);
    if (this.drained()) this.#eased = false;
  }

  /** The network may be too slow for so much at once: half of it next; one command alone gets twice the time. */
  #ease(batch, failure) {
    if (batch.length > 1) {
      this.#batchMax = Math.floor(batch.length / 2);
      this.#eased = true;
    } else if (failure.timedOut) {
      this.#longer = Math.min(600_000, 2 * this.#longer || this.#pace.answer);
    }
  }

  /** Refused for what is in it: halves find the one at fault; alone, it is parked with the reason. */
  #narrow(batch, refused) {
    if (batch.length > 1) {
      this.#batchMax = Math.max(1, Math.floor(batch.length / 2));
      return;
    }
    this.#settle([{ id: batch[0].id, verdict: "rejected", problem: refused.problem }]);
    this.#batchMax = BATCH_COMMANDS;
  }

  #settle(results) {
    let settled = 0;
    for (const result of results) {
      if (!["accepted", "duplicate", "conflict", "rejected"].includes(result?.verdict)) continue;
      const at = this.#queue.findIndex((entry) => entry.id === result.id && entry.state === "pending");
      if (at < 0) continue;
      const entry = this.#queue[at];
      entry.settle(result);
      if (entry.state === "accepted") this.#queue.splice(at, 1);
      settled++;
    }
    return settled;
  }

  async #trouble(failure) {
    if (failure instanceof Closed) throw failure;
    this.#unheard = failure;
    if (failure instanceof Refused && ["unauthorized", "forbidden"].includes(failure.code)) {
      this.#contact = "needs_key";
      await waitForKey(this.#key, this.#pace.keyRetry, (time) => this.#sleep(time));
      return;
    }
    this.#contact = failure instanceof Refused && failure.status < 500 ? "ok" : "offline";
    await this.#sleep(this.#backoff.next(failure));
  }

  #sleep(milliseconds) {
    return sleep(milliseconds, this.#abort.signal);
  }
}

/** Whether waiting on may help. One that the hub once took comes back when whoever sent it sends it again. */
function mayPass(failure, askedHere) {
  if (failure instanceof Unreachable) return true;
  if (!(failure instanceof Refused)) return false;
  if (failure.code === "not_found") return askedHere;
  return failure.status >= 500 || ["rate_limited", "unauthorized"].includes(failure.code);
}

/** The key as a function. Without one no program gets anywhere, so it is told how to make one. */
function keyOf(given, ofEnvironment) {
  if (typeof given === "function") return given;
  const key = given ?? ofEnvironment;
  if (typeof key === "string" && key.trim() !== "") return () => key;
  const missing = given === undefined || given === null ? "SIGNALBOX_KEY is not set" : "the key is empty";
  throw new TypeError(`${missing}: make this program a key of its own (signalbox keys create NAME --role daemon) and set SIGNALBOX_KEY to it,`
    + " or give open({ key })");
}

async function waitForKey(key, atMost, rest) {
  const refused = await key();
  const deadline = Date.now() + atMost;
  while (Date.now() < deadline && (await key()) === refused) await rest(Math.min(200, atMost));
}

function sleep(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new Closed());
    const stop = () => {
      clearTimeout(timer);
      reject(new Closed());
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", stop, { once: true });
  });
}

/** Does `work` until `timeout` milliseconds are over (TimedOut, in the words of `late`), `signal` aborts (its reason), or `closing` does (Closed). */
async function within({ timeout = Infinity, signal } = {}, closing, late, work) {
  if (typeof timeout !== "number" || !(timeout >= 0)) throw new TypeError(`timeout is ${timeout}; give a number of milliseconds, such as 60_000`);
  const stop = new AbortController();
  const over = new Promise((_, reject) => stop.signal.addEventListener("abort", () => reject(stop.signal.reason)));
  over.catch(() => {});
  const cancelled = () => stop.abort(signal.reason);
  const closed = () => stop.abort(new Closed());
  signal?.addEventListener("abort", cancelled);
  closing?.addEventListener("abort", closed);
  if (closing?.aborted) closed();
  if (signal?.aborted) cancelled();
  const deadline = performance.now() + timeout;
  let timer;
  const look = () => {
    const left = deadline - performance.now();
    if (left <= 0) stop.abort(new TimedOut(late()));
    else timer = setTimeout(look, Math.min(left, TIMER_MAX));
  };
  if (timeout < Infinity) look();
  try {
    return await Promise.race([over, work(stop.signal)]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", cancelled);
    closing?.removeEventListener("abort", closed);
  }
}

/** A follower at work. `done` ends when it was closed, and fails with what it gave up for. */
class Subscription {
  #wire;
  #pace;
  #key;
  #types;
  #handler;
  #options;
  #abort = new AbortController();
  #backoff;
  #quickCuts = 0;
  #resets = [];

  constructor(wire, pace, key, types, handler, options, ended) {
    this.#wire = wire;
    this.#pace = pace;
    this.#key = key;
    this.#types = types;
    this.#handler = handler;
    this.#options = options;
    this.#backoff = new Backoff(pace);
    /** The place behind the last event that the handler took, or the range known to hold none; null before the first. */
    this.cursor = options.after.includes(".") ? options.after : null;
    /** Whether it has all that the hub had when last heard of. */
    this.live = false;
    /** What went wrong last; null since the hub was heard again. */
    this.trouble = null;
    this.done = this.#run().finally(ended);
    // Whoever does not look at the end is told by `trouble`.
    this.done.catch(() => {});
  }

  get position() {
    return positionOf(this.cursor);
  }

  /** Ends it after the event in hand. */
  async close() {
    this.#abort.abort();
    await this.done.catch(() => {});
  }

  async #run() {
    while (!this.#abort.signal.aborted) {
      try {
        await this.#round();
      } catch (failure) {
        if (this.#abort.signal.aborted) return;
        this.live = false;
        this.trouble = failure;
        if (failure instanceof Refused && failure.code === "invalid") throw failure;
        await this.#recover(failure);
      }
    }
  }

  async #recover(failure) {
    const gone = failure instanceof Refused && ["log_diverged", "cursor_expired"].includes(failure.code);
    if (!gone) return this.#rest(failure);
    try {
      await this.#reset(failure);
    } catch (trouble) {
      if (!(trouble instanceof Unreachable || trouble instanceof Closed)) throw trouble;
      await this.#rest(trouble);
    }
  }

  async #rest(failure) {
    const rest = (time) => sleep(time, this.#abort.signal);
    try {
      const ofTheKey = failure instanceof Refused && ["unauthorized", "forbidden"].includes(failure.code);
      if (ofTheKey) await waitForKey(this.#key, this.#pace.keyRetry, rest);
      else await rest(this.#backoff.next(failure));
    } catch (closed) {
      if (!(closed instanceof Closed)) throw closed;
    }
  }

  async #round() {
    if (this.cursor === null && this.#options.after === "end") this.#moveTo(await this.#newest());
    if (this.#quickCuts < 3) {
      await this.#readStream();
    } else {
      await this.#readPages();
      this.#quickCuts = 0;
    }
  }

  async #newest() {
    return (await this.#wire.call("GET", "/v1/events?after=end&limit=1", { signal: this.#abort.signal })).next;
  }

  /** The hub no longer has the history behind the cursor. */
  async #reset(why) {
    const now = Date.now();
    this.#resets = this.#resets.filter((at) => now - at < RESET_WINDOW);
    this.#resets.push(now);
    if (this.#resets.length >= RESETS_MAX) throw why;
    const made = typeof this.#options.onReset === "function" ? await this.#options.onReset(why.problem) : this.#options.onReset;
    if (made === "replay") this.#moveTo(null);
    else if (made === "skip") this.#moveTo(await this.#newest());
    else throw why;
  }

  #moveTo(cursor) {
    this.cursor = cursor;
    this.#options.onCursor?.(cursor);
  }

  #path(more) {
    const query = new URLSearchParams({ after: "start", ...(this.#types.length ? { types: this.#types.join(",") } : {}), ...more });
    return `/v1/events?${query}`;
  }

  async #readStream() {
    const opened = Date.now();
    const frames = new Frames();
    try {
      await this.#wire.stream(this.#path(), this.cursor === null ? {} : { "last-event-id": this.cursor }, this.#abort.signal,
        () => { this.trouble = null; },
        async (text) => {
          for (const range of frames.feed(text)) if (!(await this.#apply(range))) return false;
          if (frames.head !== null) this.live = this.position >= frames.head;
          return true;
        });
    } finally {
      this.#quickCuts = Date.now() - opened < this.#pace.quickCut ? this.#quickCuts + 1 : 0;
    }
  }

  async #readPages() {
    const until = Date.now() + this.#pace.streamAgain;
    while (!this.#abort.signal.aborted && Date.now() < until) {
      // One at a time, for only the end of a page has a cursor.
      const page = await this.#wire.call("GET", this.#path({ limit: "1", ...(this.cursor === null ? {} : { after: this.cursor }) }),
        { signal: this.#abort.signal });
      this.trouble = null;
      const more = page.next !== this.cursor;
      for (const event of page.events) await this.#take(event, page.next);
      if (more) this.#moveTo(page.next);
      this.live = this.position >= page.head;
      if (!more || this.live) await sleep(this.#pace.page, this.#abort.signal);
    }
  }

  /** False when a range is missing: then the stream must begin again at the cursor. */
  async #apply({ from, cursor, event }) {
    if (this.#abort.signal.aborted) return false;
    if (this.cursor !== null && from > this.position) return false;
    if (this.cursor !== null && from < this.position) return true;
    if (event) await this.#take(event, cursor);
    this.#moveTo(cursor);
    return true;
  }

  /** The handler's failure is not the way's: the same event comes again after a while. */
  async #take(event, cursor) {
    await this.#handler(event, cursor);
    this.#backoff.reset();
  }
}

/** Makes ranges of the text of an event stream. */
class Frames {
  #rest = "";
  #frame = {};
  #from = null;
  head = null;

  *feed(text) {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop();
    if (this.#rest.length > ANSWER_BYTES_MAX) throw new Unreachable("a line of the event stream is too long");
    for (const line of lines) {
      const plain = line.replace(/\r$/, "");
      if (plain !== "") {
        this.#take(plain);
      } else {
        const range = this.#end();
        if (range) yield range;
      }
    }
  }

  #take(line) {
    if (line.startsWith(":")) {
      const [word, value] = line.slice(1).trim().split(" ");
      if (word === "from") this.#from = Number(value);
      if (word === "head") this.head = Math.max(this.head ?? 0, Number(value));
      return;
    }
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    this.#frame[name] = name === "data" && "data" in this.#frame ? `${this.#frame.data}\n${value}` : value;
  }

  #end() {
    const frame = this.#frame;
    this.#frame = {};
    if (frame.data === undefined) return null;
    let data;
    try {
      data = JSON.parse(frame.data);
    } catch (failure) {
      throw new Unreachable(`a frame of the event stream cannot be understood: ${failure.message}`);
    }
    if (frame.event === "reset") throw new Refused(data);
    const from = this.#from ?? data.from;
    this.#from = null;
    if (!/^[0-9a-f]+\.\d+\.[0-9a-f]+$/.test(frame.id ?? "") || !Number.isInteger(from)) {
      throw new Unreachable("a frame of the event stream does not say which range it is");
    }
    const progress = frame.event === "progress";
    this.head = Math.max(this.head ?? 0, positionOf(frame.id), progress ? data.head ?? 0 : 0);
    return { from, cursor: frame.id, event: progress ? null : data };
  }
}
