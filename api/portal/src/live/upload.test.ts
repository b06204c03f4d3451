import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProblemError } from '../api/problem';
import { bring, digestOf, hashOf, refusal } from './upload';

describe('what cannot be brought in', () => {
  it.each([
    ['report.txt', 10, undefined],
    ['<img src=x onerror=alert(1)>', 10, undefined],
    ['exactly', 100, undefined],
    ['large', 101, 'is larger than the template allows'],
    ['ü'.repeat(127), 1, undefined],
    ['ü'.repeat(128), 1, 'has a name that is too long'],
    ['a\nb', 1, 'has hidden signs in its name; rename it first'],
    ['invoice\u202efdp.exe', 1, 'has hidden signs in its name; rename it first'],
    ['報告 für März.txt', 1, undefined],
  ])('%o of %d bytes', (name, size, expected) => expect(refusal({ name, size }, 100)).toBe(expected));
});

describe('digests', () => {
  const content = new TextEncoder().encode('hello');
  const digest = createHash('sha256').update(content).digest();

  it('are read from the header', () => {
    const header = `sha-256=:${digest.toString('base64')}:`;
    expect(digestOf(header)).toBe(digest.toString('hex'));
    expect(digestOf(`sha-512=:AAAA:, ${header}`)).toBe(digest.toString('hex'));
  });

  it.each([null, '', 'sha-256=abc', 'sha-256=:short:', 'md5=:AAAA:'])('are not found in %o', (header) =>
    expect(digestOf(header)).toBeUndefined(),
  );

  it('are those of the content', () => expect(hashOf(content.buffer)).toBe(digest.toString('hex')));
});

/** An inbox that is as particular as the real one, behind the part of XMLHttpRequest that is used. */
class Inbox {
  static status = 201;
  static spoil = false;
  static readonly asked: { method: string; url: string; headers: Map<string, string> }[] = [];

  upload: { onprogress?: (event: { lengthComputable: boolean; loaded: number; total: number }) => void } = {};
  onload?: () => void;
  onabort?: () => void;
  onloadend?: () => void;
  responseType = '';
  status = 0;
  response: unknown = null;
  private readonly headers = new Map<string, string>();

  open(method: string, url: string) {
    Inbox.asked.push({ method, url, headers: this.headers });
  }

  setRequestHeader(name: string, value: string) {
    this.headers.set(name, value);
  }

  abort() {
    this.onabort?.();
    this.onloadend?.();
  }

  send(file: File) {
    void file.arrayBuffer().then((content) => {
      this.upload.onprogress?.({ lengthComputable: file.size > 0, loaded: file.size, total: file.size });
      this.status = Inbox.status;
      const sha256 = createHash('sha256').update(new Uint8Array(content)).digest('hex');
      this.response =
        Inbox.status === 201
          ? { name: file.name, bytes: file.size, sha256: Inbox.spoil ? '0'.repeat(64) : sha256 }
          : { code: 'TOO_LARGE', detail: 'The file is too large.' };
      this.onload?.();
      this.onloadend?.();
    });
  }
}

describe('bringing a file in', () => {
  const never = new AbortController().signal;
  // More than two pieces, so that it is hashed piece by piece.
  const content = new Uint8Array(9 * 1024 * 1024 + 5).map((_, i) => i % 251);
  const file = new File([content], 'a b/ü.bin');

  beforeEach(() => {
    Inbox.status = 201;
    Inbox.spoil = false;
    Inbox.asked.length = 0;
    vi.stubGlobal('XMLHttpRequest', Inbox);
  });
  afterEach(() => vi.unstubAllGlobals());

  it('sends it with its digest, and tells how far it has come', async () => {
    const shares: number[] = [];
    const sent = await bring('ws-1', file, (share) => shares.push(share), never);
    const digest = createHash('sha256').update(content).digest();
    expect(sent.sha256).toBe(digest.toString('hex'));
    expect(Inbox.asked[0]).toMatchObject({ method: 'PUT', url: '/v1/workspaces/ws-1/inbox/a%20b%2F%C3%BC.bin' });
    expect(Inbox.asked[0]?.headers.get('Repr-Digest')).toBe(`sha-256=:${digest.toString('base64')}:`);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.length).toBeGreaterThan(3);
    expect(shares.at(-1)).toBe(1);
  });

  it('brings in an empty one', async () => {
    const shares: number[] = [];
    const sent = await bring('ws-1', new File([], 'empty'), (share) => shares.push(share), never);
    expect(sent.bytes).toBe(0);
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
  });

  it('finds that something else arrived', async () => {
    Inbox.spoil = true;
    await expect(bring('ws-1', file, () => undefined, never)).rejects.toThrow('What arrived is not what was sent.');
  });

  it('says why it was refused', async () => {
    Inbox.status = 413;
    const refused = await bring('ws-1', file, () => undefined, never).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ProblemError);
    expect(refused).toMatchObject({ status: 413, code: 'TOO_LARGE', message: 'The file is too large.' });
  });

  it('can be stopped', async () => {
    const stop = new AbortController();
    const bringing = bring('ws-1', file, (share) => share > 0.15 && stop.abort(), stop.signal);
    await expect(bringing).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }) as Error);
  });
});
