import { describe, expect, it } from 'vitest';
import { bytes, count, lower, money, visible } from './text';

describe('text of others', () => {
  it('is left as it is where nothing in it is hidden', () => {
    for (const text of ['Report für März', 'تقرير', '報告', '👩‍💻', '<script>alert(1)</script>', 'a\tb\nc']) {
      expect(visible(text)).toBe(text);
    }
  });

  it('cannot turn the direction of writing', () => {
    expect(visible('invoice\u202efdp.exe')).toBe('invoice⟨U+202E⟩fdp.exe');
    expect(visible('\u2066a\u2069')).toBe('⟨U+2066⟩a⟨U+2069⟩');
  });

  it('hides nothing', () => {
    for (const hidden of [
      '\u0000',
      '\u001b',
      '\u007f',
      '\u00ad',
      '\u200b',
      '\u2060',
      '\u2028',
      '\ufeff',
      '\u{e0041}',
    ]) {
      const shown = visible(`bob${hidden}`);
      expect(shown).toMatch(/^bob⟨U\+[0-9A-F]{4,6}⟩$/);
      expect(visible(shown)).toBe(shown);
    }
  });
});

describe('numbers', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [10 * 1024, '10 KiB'],
    [1.5 * 1024 ** 3, '1.5 GiB'],
    [5000 * 1024 ** 3, '5000 GiB'],
  ])('says %d bytes', (size, expected) => expect(bytes(size)).toBe(expected));

  it('says what one and what many are', () => {
    expect(count(1, 'file')).toBe('1 file');
    expect(count(0, 'file')).toBe('0 files');
    expect(count(2, 'entry', 'entries')).toBe('2 entries');
  });

  it('says an amount in its currency, and in one that nobody knows', () => {
    expect(money(0.12, 'EUR')).toMatch(/EUR.*0[.,]12/);
    expect(money(0.0025, 'USD')).toMatch(/0[.,]0025/);
    expect(money(1.5, 'not a currency')).toBe('1.50 not a currency');
  });

  it('says a constant in words', () => expect(lower('AWAITING_APPROVAL')).toBe('awaiting approval'));
});
