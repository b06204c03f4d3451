// Checking a receipt in the browser, without believing what the server says about it.
import type { Event } from './api/types';
import type { IssuedReceipt } from './api/queries';
import { hashOf } from './live/upload';

export interface Check {
  readonly label: string;
  readonly passed: boolean;
  readonly detail: string;
}

/** What canonical JSON (RFC 8785) is: no spaces, names in order, numbers as ECMAScript writes them. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`)
      .join(',')}}`;
  }
  return JSON.stringify(value);
}

/** All that can be found out about a receipt here; each check says what it found. */
export function checks(issued: IssuedReceipt, closing: Event | undefined): Check[] {
  const { receipt, bytes, told } = issued;
  const hash = hashOf(bytes);
  const logged = closing && Object.values(closing.data).find((value) => /^[0-9a-f]{64}$/.test(value));
  const text = new TextDecoder().decode(bytes);
  const open = receipt.items.filter(
    ({ evidence, goneAt }) => evidence.length === 0 || Number.isNaN(Date.parse(goneAt)),
  );
  return [
    {
      label: 'It is whole',
      passed: hash === told,
      detail: hash === told ? `SHA-256 ${hash}` : `Its SHA-256 is ${hash}, and the server says ${told}.`,
    },
    {
      label: 'The audit log knows it',
      passed: logged === hash,
      detail:
        logged === undefined
          ? 'The event that closed the workspace holds no SHA-256.'
          : logged === hash
            ? `Event ${closing?.id ?? ''} holds the same SHA-256.`
            : `Event ${closing?.id ?? ''} holds ${logged}.`,
    },
    {
      label: 'It is canonical',
      passed: canonical(JSON.parse(text)) === text,
      detail: 'Canonical JSON (RFC 8785): the same content always has the same hash.',
    },
    {
      label: 'Everything is proved gone',
      passed: open.length === 0,
      detail:
        receipt.items.length === 0
          ? 'Nothing was ever made.'
          : open.length === 0
            ? `Each of ${receipt.items.length} has evidence of its absence.`
            : `No evidence for ${open.map(({ step }) => step).join(', ')}.`,
    },
  ];
}
