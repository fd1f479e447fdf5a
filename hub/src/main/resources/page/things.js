/** What events make of questions and notifications, as the hub folds them. Pure. */

const DURATION = /^(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

function deadline(data, event) {
  if (data.expiresAt) return data.expiresAt;
  const part = DURATION.exec(data.expiresIn ?? "");
  if (!part) return undefined;
  const [days, hours, minutes, seconds] = part.slice(2).map((number) => Number(number ?? 0));
  const millis = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
  return new Date(Date.parse(event.recordedtime) + millis).toISOString();
}

const closed = (state) => (thing, data, event) => ({
  ...thing,
  state,
  updatedAt: event.recordedtime,
  comment: data.comment ?? thing.comment,
  [`${state}By`]: event.actor,
  [`${state}At`]: event.recordedtime,
});

const said = (data, event) => ({
  title: data.title,
  body: data.body,
  priority: data.priority,
  tags: data.tags ?? [],
  link: data.link,
  expiresAt: deadline(data, event),
  data: data.data,
  updatedAt: event.recordedtime,
});

const FOLDS = {
  "question.asked": (none, data, event) => ({
    ...data,
    options: data.options ?? [],
    tags: data.tags ?? [],
    state: "pending",
    askedBy: event.actor,
    askedAt: event.recordedtime,
    expiresAt: deadline(data, event),
  }),
  "question.answered": (thing, data, event) => ({
    ...thing,
    state: "answered",
    answer: { ...data, by: event.actor, at: event.recordedtime },
  }),
  "question.expired": (thing) => ({ ...thing, state: "expired" }),
  "question.cancelled": (thing) => ({ ...thing, state: "cancelled" }),
  "notification.posted": (none, data, event) => ({
    ...said(data, event),
    dedupKey: data.dedupKey,
    state: "open",
    count: 1,
    source: event.actor,
    createdAt: event.recordedtime,
  }),
  "notification.repeated": (thing, data, event) => ({ ...thing, ...said(data, event), count: thing.count + 1 }),
  "notification.acknowledged": closed("acknowledged"),
  "notification.resolved": closed("resolved"),
  "notification.expired": closed("expired"),
};

/** The types that say something of these things. */
export const TYPES = Object.keys(FOLDS);

/**
 * A thing behind an event.
 *
 * @param thing before it; undefined when it is not known
 * @returns the thing; the same when it was so far already; undefined when what came between is missing
 */
export function after(thing, event) {
  const version = event.streamversion;
  if (thing && version <= thing.version) return thing;
  const first = version === 1;
  if (!first && thing?.version !== version - 1) return undefined;
  const [kind, id] = [event.subject.slice(0, event.subject.indexOf("/")), event.subject.slice(event.subject.indexOf("/") + 1)];
  return { ...FOLDS[event.type](thing, event.data, event), of: kind, id, version };
}

export const isQuestion = (thing) => thing.of === "question";

/** Whether it still waits for somebody. */
export const waits = (thing) => thing.state === "pending" || thing.state === "open";

export const since = (thing) => thing.askedAt ?? thing.createdAt;

export const from = (thing) => thing.askedBy ?? thing.source;

export const words = (thing) => thing.prompt ?? thing.title;

/** The most urgent first; of the same urgency the newest. */
export function byUrgency(one, other) {
  return other.priority - one.priority || (since(one) < since(other) ? 1 : -1);
}
