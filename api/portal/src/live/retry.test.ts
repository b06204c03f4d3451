import { describe, expect, it } from 'vitest';
import { closed } from './retry';

describe('what a closed line means', () => {
  it.each([1012, 4003, 4004, 1006, 1001, 1011, 4999])('comes again after %d', (code) =>
    expect(closed(code).again).toBe(true),
  );

  it.each([1000, 4001, 4002, 4005])('stays away after %d, and says what somebody can do', (code) => {
    expect(closed(code).again).toBe(false);
    expect(closed(code).sentence).toMatch(/\.$/);
  });
});
