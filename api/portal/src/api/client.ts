import type { paths } from '#schema';
import createClient from 'openapi-fetch';
import { heard } from '../clock';
import { reached } from '../live/reach';
import { ProblemError } from './problem';

let whenRefused: () => void = () => undefined;

/** What to do when a call finds that nobody is signed in any more. */
export function onRefused(act: () => void): void {
  whenRefused = act;
}

/** Fetches from this very server. Every answer also tells what time it is there. */
export async function fetching(input: Request | string, init?: RequestInit): Promise<Response> {
  let response: Response;
  const asked = Date.now();
  try {
    response = await fetch(input, { ...init, credentials: 'same-origin', redirect: 'error' });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    reached(false);
    throw ProblemError.unreachable();
  }
  // What stands before the server says these when it cannot reach it.
  reached(response.status !== 502 && response.status !== 504);
  if (response.status === 401) whenRefused();
  heard(response.headers.get('Date'), asked, Date.now());
  return response;
}

/** The API, with the types of its own description. */
export const api = createClient<paths>({ baseUrl: '/', fetch: fetching });

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** What came, or an error that says what to do. */
export async function sure<T>(answering: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answering;
  if (response.ok && data !== undefined) return data;
  throw ProblemError.from(response.status, typeof error === 'object' && error !== null ? error : {});
}
