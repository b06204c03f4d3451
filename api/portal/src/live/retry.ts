// What a closed WebSocket of the relay means, and whether to come again.

export interface Closed {
  readonly title: string;
  readonly sentence: string;
  /** Whether to try again by oneself. */
  readonly again: boolean;
}

const CLOSED: Record<number, Closed> = {
  1000: { title: 'It ended', sentence: 'The program inside has ended. Open it again if you need it.', again: false },
  1012: { title: 'Mayfly restarts', sentence: 'The workspace lives on. This comes back by itself.', again: true },
  4001: {
    title: 'The workspace is in use no longer',
    sentence: 'It ends, ended or was frozen. Its overview says why and by whom.',
    again: false,
  },
  4002: { title: 'Your session has ended', sentence: 'Sign in again to go on. The workspace lives on.', again: false },
  4003: {
    title: 'The ticket was not taken',
    sentence: 'It may have been too slow. Another one is fetched.',
    again: true,
  },
  4004: { title: 'The inside closed it', sentence: 'What runs inside has gone away. It is tried again.', again: true },
  4005: {
    title: 'Too slow, or too many',
    sentence: 'This connection could not keep up, or too many look at it. Close others, or try again.',
    again: false,
  },
};

const DROPPED: Closed = {
  title: 'The connection broke off',
  sentence: 'The workspace lives on. This comes back by itself.',
  again: true,
};

export function closed(code: number): Closed {
  return CLOSED[code] ?? DROPPED;
}

/** After so many failures in a row somebody has to ask for the next try. */
export const MAX_FAILURES = 12;
