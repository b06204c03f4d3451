import { describe, expect, it } from 'vitest';
import type { IssuedReceipt } from './api/queries';
import type { Receipt } from './api/types';
import { hashOf } from './live/upload';
import { canonical, checks } from './receipt';
import { event } from './testing';

const item = {
  step: 'sandbox',
  driver: 'sandbox',
  host: 'host-1',
  parts: [],
  intendedAt: '2026-03-01T10:00:00Z',
  goneAt: '2026-03-01T11:00:00Z',
  evidence: ['no process of it'],
};

function issued(text: string, told?: string): IssuedReceipt {
  const bytes = new TextEncoder().encode(text).buffer;
  return { bytes, told: told ?? hashOf(bytes), receipt: JSON.parse(text) as Receipt };
}

const failed = (...given: Parameters<typeof checks>) =>
  checks(...given)
    .filter(({ passed }) => !passed)
    .map(({ label }) => label);

describe('canonical JSON', () => {
  it('orders names by their UTF-16 units, leaves out spaces, and writes numbers as ECMAScript does', () => {
    expect(canonical({ b: [1.0, true, null], a: { '\u20ac': 1e21, '\r': 'x"\n' }, '😀': 0, '\ufb33': 0 })).toBe(
      '{"a":{"\\r":"x\\"\\n","€":1e+21},"b":[1,true,null],"😀":0,"\ufb33":0}',
    );
  });
});

describe('checking a receipt', () => {
  const text = canonical({ items: [item] });
  const closing = (sha256: string) => event('CLOSED', 9, { outcome: 'COMPLETED', receiptSha256: sha256 });

  it('believes one that is whole, known, canonical and complete', () => {
    const given = issued(text);
    expect(failed(given, closing(given.told))).toEqual([]);
  });

  it('finds that it was altered', () => {
    const given = issued(text);
    const altered = { ...issued(text.replace('host-1', 'host-2')), told: given.told };
    expect(failed(altered, closing(given.told))).toEqual(['It is whole', 'The audit log knows it']);
  });

  it('finds that the audit log knows another, or none', () => {
    const given = issued(text);
    expect(failed(given, closing('0'.repeat(64)))).toEqual(['The audit log knows it']);
    expect(failed(given, undefined)).toEqual(['The audit log knows it']);
  });

  it('finds what is not canonical', () => {
    const given = issued(` ${text}`);
    expect(failed(given, closing(given.told))).toEqual(['It is canonical']);
  });

  it('finds what has no evidence of its absence', () => {
    for (const open of [
      { ...item, evidence: [] },
      { ...item, goneAt: '' },
    ]) {
      const given = issued(canonical({ items: [item, open] }));
      expect(failed(given, closing(given.told))).toEqual(['Everything is proved gone']);
    }
  });
});
