import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { heard, now } from './clock';
import { minute } from './testing';

const HERE = minute(0);

beforeEach(() => vi.useFakeTimers({ now: HERE }));
afterEach(() => {
  heard(new Date(HERE).toUTCString(), HERE, HERE);
  vi.useRealTimers();
});

it('goes by the server where this machine is off', () => {
  heard(new Date(minute(90)).toUTCString(), HERE, HERE + 200);
  expect(now()).toBe(minute(90) + 400);
});

it('takes no notice of what lies within the precision', () => {
  heard(new Date(HERE + 1_000).toUTCString(), HERE, HERE);
  expect(now()).toBe(HERE);
});

it('takes no notice of answers that say nothing', () => {
  heard(null, HERE, HERE);
  heard('soon', HERE, HERE);
  expect(now()).toBe(HERE);
});
