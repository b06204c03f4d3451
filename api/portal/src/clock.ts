// Deadlines are the server's. Where the clock of this machine is off, countdowns go by the server's.

/** `Date` has whole seconds and the answer takes a while: less than this says nothing. */
const NOISE = 2_000;

let offset = 0;

/** Takes in what an answer said about the time there. */
export function heard(date: string | null, askedAt: number, cameAt: number): void {
  const there = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(there)) return;
  // On average half a second has been cut off, and half of the way lies behind.
  const found = there + 500 - (askedAt + cameAt) / 2;
  offset = Math.abs(found) < NOISE ? 0 : found;
}

/** What time it is at the server. */
export function now(): number {
  return Date.now() + offset;
}
