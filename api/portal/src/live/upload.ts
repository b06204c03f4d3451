// Bringing a file in: hashed piece by piece, so that a large file does not have to fit into memory; then sent, with its
// digest beside it, which the server holds it to.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { ProblemError } from '../api/problem';
import { reached } from './reach';
import type { Problem } from '../api/types';

const PIECE = 4 * 1024 * 1024;

export interface Sent {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** The share of the work that hashing is, of both together. */
const HASHING = 0.2;

export async function bring(
  workspace: string,
  file: File,
  progress: (share: number) => void,
  signal: AbortSignal,
): Promise<Sent> {
  const digest = sha256.create();
  for (let at = 0; at < file.size; at += PIECE) {
    signal.throwIfAborted();
    digest.update(new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer()));
    progress((HASHING * Math.min(at + PIECE, file.size)) / file.size);
  }
  const hash = digest.digest();
  const sent = await send(workspace, file, hash, (share) => progress(HASHING + (1 - HASHING) * share), signal);
  if (sent.sha256 !== bytesToHex(hash)) {
    throw ProblemError.from(0, { code: 'PROVIDER_FAILED', detail: 'What arrived is not what was sent.' });
  }
  return sent;
}

/** By XMLHttpRequest: fetch does not tell how far an upload has come. */
function send(
  workspace: string,
  file: File,
  hash: Uint8Array,
  progress: (share: number) => void,
  signal: AbortSignal,
): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    request.open('PUT', `/v1/workspaces/${encodeURIComponent(workspace)}/inbox/${encodeURIComponent(file.name)}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.setRequestHeader('Repr-Digest', `sha-256=:${base64(hash)}:`);
    request.responseType = 'json';
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onload = () => {
      if (request.status === 201) resolve(request.response as Sent);
      else reject(ProblemError.from(request.status, (request.response as Partial<Problem> | null) ?? {}));
    };
    request.onerror = () => {
      reached(false);
      reject(ProblemError.unreachable());
    };
    request.onabort = () => reject(new DOMException('Stopped', 'AbortError'));
    request.onloadend = () => signal.removeEventListener('abort', stop);
    signal.addEventListener('abort', stop);
    request.send(file);
  });
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

/** What a `Repr-Digest` says the SHA-256 is, in hexadecimal. */
export function digestOf(header: string | null): string | undefined {
  const found = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/=]{44}):/.exec(header ?? '');
  if (!found?.[1]) return undefined;
  return bytesToHex(Uint8Array.from(atob(found[1]), (sign) => sign.charCodeAt(0)));
}

/** The SHA-256 of what is in memory, in hexadecimal. */
export function hashOf(content: ArrayBuffer): string {
  return bytesToHex(sha256(new Uint8Array(content)));
}

/** Why a file cannot be brought in, before it is tried. */
export function refusal(file: { readonly name: string; readonly size: number }, largest: number): string | undefined {
  if (file.size > largest) return 'is larger than the template allows';
  if (new TextEncoder().encode(file.name).length > 255) return 'has a name that is too long';
  // Controls, what turns the direction of writing, halves of a sign, and ends of lines: a name in disguise.
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}/\ufffd]/u.test(file.name))
    return 'has hidden signs in its name; rename it first';
  return undefined;
}
