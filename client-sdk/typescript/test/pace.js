/** An answer may be long in coming on a busy machine: given up too soon, it would be asked for again, and counted. */
export const FAST = {
  backoffFirst: 5, backoffLongest: 40, keyRetry: 100, answer: 60_000, silence: 60_000, page: 10, streamAgain: 300, longPoll: 5_000,
};

/** For one case: only where the hub takes and never answers, that is waited out. */
export function paceOf(played) {
  return (played.hub?.commands ?? []).some(({ silent }) => silent) ? { ...FAST, answer: 4_000 } : FAST;
}

export async function eventually(what, condition, milliseconds = 60_000) {
  for (const deadline = Date.now() + milliseconds; ; ) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
