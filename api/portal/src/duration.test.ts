import { describe, expect, it } from 'vitest';
import { ago, fromIso, fromWords, left, stops, toIso, words } from './duration';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('durations', () => {
  it.each([
    ['PT30S', 30_000],
    ['PT1H30M', 90 * MINUTE],
    ['PT0.5S', 500],
    ['P1DT2H', 26 * HOUR],
    ['PT24H', DAY],
    ['PT0S', 0],
    ['what?', 0],
  ])('reads %s as the API writes it', (text, expected) => expect(fromIso(text)).toBe(expected));

  it('writes what it can read again', () => {
    for (const each of [0, 1_000, 90 * MINUTE, 3 * DAY]) expect(fromIso(toIso(each))).toBe(each);
  });

  it.each([
    [0, '0 s'],
    [-5, '0 s'],
    [90_000, '1 min 30 s'],
    [90 * MINUTE, '1 h 30 min'],
    [DAY + 5_000, '1 d 5 s'],
  ])('says %d exactly', (milliseconds, expected) => expect(words(milliseconds)).toBe(expected));

  it.each([
    [-1, '0 s'],
    [1, '1 s'],
    [59_001, '1 min 00 s'],
    [61_000, '1 min 01 s'],
    [HOUR - 1, '1 h 00 min'],
    [HOUR + 5 * MINUTE, '1 h 05 min'],
    [DAY, '1 d 0 h'],
    [DAY + 3 * HOUR + MINUTE, '1 d 3 h'],
  ])('tells of %d left, never zero before it is over', (milliseconds, expected) =>
    expect(left(milliseconds)).toBe(expected),
  );

  it.each([
    [4_999, 'just now'],
    [5_000, '5 s ago'],
    [MINUTE, '1 min ago'],
    [HOUR, '1 h ago'],
    [49 * HOUR, '2 d ago'],
  ])('says of %d how long ago it was', (milliseconds, expected) => expect(ago(milliseconds)).toBe(expected));

  it.each([
    ['90', 90 * MINUTE],
    ['90m', 90 * MINUTE],
    ['90 min', 90 * MINUTE],
    ['1:30', 90 * MINUTE],
    ['1h30', undefined],
    ['1h30m', 90 * MINUTE],
    ['1 h 30 min', 90 * MINUTE],
    ['1.5 hours', 90 * MINUTE],
    ['1,5h', 90 * MINUTE],
    ['2 days', 2 * DAY],
    ['45 seconds', 45_000],
    [' 2 H ', 2 * HOUR],
    ['', undefined],
    ['   ', undefined],
    ['soon', undefined],
    ['-5 min', undefined],
    ['1:75', undefined],
    ['1 h and more', undefined],
  ])('reads %o as people type it', (text, expected) => expect(fromWords(text)).toBe(expected));

  it('reads again what it says', () => {
    for (const each of [30_000, 90 * MINUTE, DAY + HOUR]) expect(fromWords(words(each))).toBe(each);
  });

  it('offers stops up to the longest, with the usual one among them', () => {
    const offered = stops(2 * HOUR, 25 * MINUTE);
    expect(offered).toContain(25 * MINUTE);
    expect(offered.at(-1)).toBe(2 * HOUR);
    expect(offered).toEqual([...new Set(offered)].sort((a, b) => a - b));
    expect(stops(3 * MINUTE, 3 * MINUTE)).toEqual([3 * MINUTE]);
  });
});
