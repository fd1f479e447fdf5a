/** The file of a room or of a section, which may not come at once: the hub may be away just when somebody goes there. */

/** How long after a file that did not come is asked for again. */
const AGAIN = 2_000;

/**
 * @param wanted whether somebody still wants it
 * @param late told when it does not come at once, and as long as it does not
 * @returns what the file exports; null when nobody wants it any more
 */
export async function fileOf(name, wanted, late) {
  for (;;) {
    try {
      const file = await import(name);
      return wanted() ? file : null;
    } catch (failure) {
      if (!wanted()) return null;
      late(failure);
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN));
    if (!wanted()) return null;
  }
}
