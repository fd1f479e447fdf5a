/**
 * Which of the tabs that nobody looks at keep their stream: a few. A browser has six connections to a hub without TLS, for all
 * its tabs together, and a stream in each of many would leave none for asking; the others go on when somebody looks again.
 */
const SEATS = 3;

let seated = null;
let free = () => {};

/** Whether this tab has one of the seats, until it leaves it or is closed. */
export const seat = () => (seated ??= take());

export function leaveSeat() {
  seated = null;
  free();
  free = () => {};
}

async function take() {
  // Without TLS, from another machine, browsers have no locks: there each tab has a seat.
  if (!navigator.locks) return true;
  for (let number = 1; number <= SEATS; number++) if (await locked(`signalbox-unseen-${number}`)) return true;
  return false;
}

const locked = (name) =>
  new Promise((resolve) => {
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        return lock && new Promise((left) => (free = left));
      })
      .catch(() => resolve(false));
  });
