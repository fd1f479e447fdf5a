export const FAST = {
  backoffFirst: 5, backoffLongest: 40, keyRetry: 100, answer: 2_000, silence: 2_000, page: 10, streamAgain: 300, longPoll: 5_000,
};

export async function eventually(what, condition, milliseconds = 60_000) {
  for (const deadline = Date.now() + milliseconds; ; ) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
