/** Types of signalbox.js; what things do is said there. */

export interface Problem {
  type?: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  errors?: { pointer: string; detail: string }[];
  current?: { version: number; resource?: unknown };
  answer?: Answer;
}

export interface Answer {
  value: string;
  source: "human" | "default";
  by: string;
  comment?: string;
  onBehalfOf?: string;
  via?: string;
  at: string;
}

export interface Question {
  id: string;
  state: "pending" | "answered" | "expired" | "cancelled";
  kind: "choice" | "text" | "approval";
  prompt: string;
  body?: string;
  options?: Option[];
  priority: number;
  tags: string[];
  askedBy: string;
  askedAt: string;
  expiresAt?: string;
  answer?: Answer;
  version: number;
  [field: string]: unknown;
}

export interface Option {
  value: string;
  label?: string;
  description?: string;
}

export interface Command {
  id: string;
  command: string;
  target?: string;
  expectedVersion?: number;
  occurredAt: string;
  body: Record<string, unknown>;
}

export interface Result {
  id: string;
  verdict: "accepted" | "duplicate";
  position: number;
  version: number;
  /** The stream of the thing, `question/0192…`. */
  target: string;
  unchanged?: boolean;
}

export interface Parked {
  id: string;
  command: Command;
  verdict: "conflict" | "rejected";
  problem: Problem;
  code: string;
  /** How many later commands wait behind it. */
  waiting: number;
}

export interface HubEvent {
  id: string;
  type: string;
  /** The stream: `question/0192…`. */
  subject: string;
  time: string;
  /** The position, in digits. */
  sequence: string;
  streamversion: number;
  recordedtime: string;
  actor: string;
  data: Record<string, any>;
  [field: string]: unknown;
}

/** Milliseconds, or a text of the hub's own: `4h`, `PT30M`. */
export type Duration = number | string;

export interface Pace {
  backoffFirst: number;
  backoffLongest: number;
  keyRetry: number;
  answer: number;
  silence: number;
  quickCut: number;
  page: number;
  streamAgain: number;
  longPoll: number;
}

export interface Options {
  /** The hub; SIGNALBOX_URL of the environment, else the hub of this machine. */
  url?: string;
  /** The secret, or what is asked for it before every request; SIGNALBOX_KEY of the environment unless given. TypeError when there is none. */
  key?: string | (() => string | null | undefined | Promise<string | null | undefined>);
  pace?: Partial<Pace>;
  fetch?: typeof fetch;
}

export interface NewNotification {
  body?: string;
  priority?: 1 | 2 | 3 | 4 | 5;
  tags?: string[];
  link?: string;
  dedupKey?: string;
  expiresIn?: Duration;
  data?: Record<string, unknown>;
}

export interface NewQuestion {
  options?: (string | Option)[];
  /** May it be done? Answers are `approve` and `decline`. */
  approval?: boolean;
  body?: string;
  priority?: 1 | 2 | 3 | 4 | 5;
  tags?: string[];
  expiresIn?: Duration;
  /** The answer at the deadline when nobody gave one. */
  defaultValue?: string;
  excludeAsker?: boolean;
  data?: Record<string, unknown>;
  /** Asks once under this key, whoever asks again. */
  once?: string;
  /** The work that waits, in the form of the W3C's header: the wait shows in that trace. A malformed one is left out. */
  traceparent?: string;
}

/** A position of the log, or a time. */
export type Moment = number | string | Date;

export interface Recalling {
  kind?: "question" | "notification" | "item" | "row" | "trace";
  table?: string;
  /** As it stood then. */
  asOf?: Moment;
  /** What came to be after that. */
  changedSince?: Moment;
  /** 1 to 100; 20 unless given. */
  limit?: number;
  /** `nextCursor` of the page before. */
  cursor?: string;
}

/** A thing in whose text words were found, with the event that made the text so. */
export interface Hit {
  kind: "question" | "notification" | "item" | "row" | "trace";
  id: string;
  /** Of a trace: the observation that said so. */
  part?: string;
  log: "main" | "traces";
  position: number;
  stream: string;
  version: number;
  type: string;
  event: string;
  at: string;
  by: string;
  /** The text around the words. */
  snippet: string;
  /** The position of the event since which the text is not so. */
  endedAt?: number;
}

export interface Recalled {
  items: Hit[];
  nextCursor?: string;
  /** By log: everything up to there was looked through. */
  positions: Record<string, number>;
}

export interface Waiting {
  /** Milliseconds, whether the hub is there or not; then TimedOut. Without it, as long as it takes. */
  timeout?: number;
  /** Ends the wait with its reason. */
  signal?: AbortSignal;
}

export interface Receipt {
  readonly id: string;
  accepted(options?: Waiting): Promise<Result>;
}

export interface Asked extends Receipt {
  question(options?: Waiting): Promise<string>;
  answer(options?: Waiting): Promise<Answer>;
}

export type ResetDecision = "stop" | "replay" | "skip";

export interface FollowOptions {
  /** `start` (the default), `end`, or a cursor that was kept. */
  after?: string;
  onReset?: ResetDecision | ((problem: Problem) => ResetDecision | Promise<ResetDecision>);
  /** Hears every move of the cursor, also over what did not match; null when it begins anew. */
  onCursor?: (cursor: string | null) => void;
}

export interface Subscription {
  readonly cursor: string | null;
  readonly position: number;
  readonly live: boolean;
  readonly trouble: unknown;
  readonly done: Promise<void>;
  close(): Promise<void>;
}

export class Refused extends Error {
  readonly problem: Problem;
  readonly code: string;
  readonly detail: string;
  readonly status: number;
  /** Milliseconds. */
  readonly retryAfter?: number;
  constructor(problem: Problem, retryAfter?: number);
}

export class Unreachable extends Error {
  readonly timedOut: boolean;
  constructor(message: string, timedOut?: boolean);
}

export class QuestionClosed extends Error {
  readonly question: Question;
  constructor(question: Question);
}

export class TimedOut extends Error {}

export class Closed extends Error {
  constructor(message?: string);
}

export class Signalbox {
  constructor(options?: Options);
  send(command: string, target?: string, body?: Record<string, unknown>, options?: { expectedVersion?: number; id?: string }): Receipt;
  notify(title: string, more?: NewNotification): Receipt;
  ask(prompt: string, more?: NewQuestion): Asked;
  answer(question: string, value: string, more?: { comment?: string; onBehalfOf?: string; via?: string; seenAt?: Date }): Receipt;
  cancel(question: string, reason?: string): Receipt;
  setStatus(item: string, status: string): Receipt;
  wait(question: string, options?: Waiting): Promise<Answer>;
  recall(words: string, more?: Recalling): Promise<Recalled>;
  get(path: string, query?: Record<string, string>): Promise<any>;
  attention(): Parked[];
  retry(id: string, expectedVersion?: number): Receipt;
  amend(id: string, body: Record<string, unknown>): Receipt;
  discard(id: string): void;
  pending(): number;
  drained(): boolean;
  readonly status: "offline" | "needs_key" | "catching_up" | "live";
  follow(types: string[], handler: (event: HubEvent, cursor: string) => unknown, options?: FollowOptions): Subscription;
  close(options?: { drain?: number }): Promise<Command[]>;
}

export function open(options?: Options): Signalbox;

export const URL_DEFAULT: string;
export const BATCH_COMMANDS: number;
export const BATCH_BYTES: number;
export const PENDING_MAX: number;
export const ANSWER_BYTES_MAX: number;
export const RETRY_AFTER_MAX: number;
export const PACE: Readonly<Pace>;
