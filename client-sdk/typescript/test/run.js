import { open, QuestionClosed, Refused, TimedOut } from "../signalbox.js";
import { eventually, paceOf } from "./pace.js";

/** What a case expected and did not find. */
export class Differs extends Error {}

/** Objects with the same fields are the same in whatever order. */
const sorted = (_, value) =>
  value && typeof value === "object" && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;

function same(found, wanted) {
  const [one, other] = [found, wanted].map((value) => JSON.stringify(value, sorted));
  if (one !== other) throw new Differs(`found ${one}, not ${other}`);
}

/** Steps whose names mean something else here. */
const STEPS = { hub: "steer", key: "setKey" };

/** One case, played with one client. */
export class Run {
  key = "sbx_any";
  questions = {};
  heard = [];
  cursor = "start";
  resets = 0;

  constructor(played, hub, options) {
    this.played = played;
    this.hub = hub;
    this.box = open({ url: hub.url, key: () => this.key, pace: paceOf(played), ...options });
  }

  async play() {
    try {
      for (const step of this.played.program) {
        const [[verb, said]] = Object.entries(step);
        await this[STEPS[verb] ?? verb](said);
      }
      this.expect(this.played.expect, await this.hub.state());
    } finally {
      await this.box.close({ drain: 0 });
    }
  }

  steer(said) {
    return this.hub.steer(said);
  }

  send({ command, target, body, expectedVersion, id }) {
    this.box.send(command, target, body, { expectedVersion, id });
  }

  send_many({ from, to }) {
    for (let n = from; n <= to; n++) this.send({ id: `c${n}`, command: "notification.post", body: { title: `n${n}` } });
  }

  settle() {
    return eventually("nothing more can be sent", () => this.box.drained());
  }

  retry({ id }) {
    this.box.retry(id);
  }

  discard({ id }) {
    this.box.discard(id);
  }

  setKey(said) {
    this.key = said;
  }

  status(said) {
    return eventually(said, () => this.box.status === said);
  }

  ask({ prompt, options, once, traceparent, as }) {
    this.questions[as] = this.box.ask(prompt, { options, once, traceparent });
  }

  async answer({ of, value, seenAt }) {
    this.box.answer(await this.questions[of].question(), value, { seenAt: new Date(seenAt) });
  }

  async recall({ q, finds, next, fails, asOfTime, changedSinceTime, ...more }) {
    // A position or a text as the case has it; these are times of the language.
    if (asOfTime) more.asOf = new Date(asOfTime);
    if (changedSinceTime) more.changedSince = new Date(changedSinceTime);
    const ended = await this.box.recall(q, more).catch((failure) => {
      if (failure instanceof Refused) return failure.code;
      throw failure;
    });
    if (fails) return same(ended, fails);
    same(ended.items.map(({ id, endedAt }) => ({ id, endedAt })), finds);
    same(ended.nextCursor, next);
  }

  async await({ of, answer, closed, within_ms }) {
    const waiting = this.questions[of].answer({ timeout: within_ms ?? 60_000 });
    const ended = await waiting.then(({ value }) => value, (failure) => {
      if (failure instanceof QuestionClosed) return failure.question.state;
      return failure instanceof TimedOut && within_ms ? "open" : failure;
    });
    same(ended, within_ms ? "open" : (answer ?? closed));
  }

  async follow({ types, until, on_reset }) {
    const following = this.box.follow(types, (event) => this.heard.push(event.id), {
      after: this.cursor,
      onReset: () => {
        this.resets++;
        return on_reset === "start" ? "replay" : "stop";
      },
      onCursor: (cursor) => (this.cursor = cursor ?? "start"),
    });
    await eventually("all is heard", () => this.heard.length >= until);
    await following.close();
  }

  expect(expected, state) {
    same(state.violations, []);
    const { taken } = state;
    if (expected.taken) same(taken.map((id, n) => (expected.taken[n] === "*" ? "*" : id)), expected.taken);
    if ("taken_count" in expected) same(taken.length, expected.taken_count);
    if (expected.taken_in_order) same(taken, taken.map((_, n) => `c${n + 1}`));
    if (expected.tries) same(state.tries, expected.tries);
    (expected.bodies ?? []).forEach((wanted, n) => {
      same(Object.fromEntries(Object.keys(wanted).map((name) => [name, state.bodies[n][name] ?? null])), wanted);
    });
    same(state.recalls, expected.recalls ?? []);
    if ("pending" in expected) same(this.box.pending(), expected.pending);
    if (expected.attention) {
      same(this.box.attention().map(({ id, verdict, code, waiting }) => ({ id, verdict, code, waiting })), expected.attention);
    }
    if (expected.events) same(this.heard, expected.events);
    same(this.resets, expected.resets ?? 0);
  }
}
