// Files on their way into workspaces. They go on while somebody moves about in the portal, and wait for a workspace that is
// still being made; they end with the tab.
import { useSyncExternalStore } from 'react';
import { api, sure } from '../api/client';
import { problemOf } from '../api/problem';
import type { ProblemError } from '../api/problem';
import { bring } from './upload';

export type UploadState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'sending'; readonly share: number }
  | { readonly kind: 'there'; readonly sha256: string }
  | { readonly kind: 'failed'; readonly problem: ProblemError };

export interface Upload {
  readonly key: number;
  readonly workspace: string;
  readonly name: string;
  readonly bytes: number;
  readonly state: UploadState;
}

interface Job {
  readonly file: File;
  readonly stop: AbortController;
}

/** How long it stays told that a file has arrived, in milliseconds. */
const READ = 12_000;

let uploads: readonly Upload[] = [];
let nextKey = 1;
const busy = new Set<string>();
const jobs = new Map<number, Job>();
const watchers = new Set<() => void>();

function set(next: readonly Upload[]) {
  uploads = next;
  watchers.forEach((watcher) => watcher());
}

function change(key: number, state: UploadState) {
  set(uploads.map((upload) => (upload.key === key ? { ...upload, state } : upload)));
}

export function useUploads(): readonly Upload[] {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => uploads,
  );
}

/** Brings files in, as soon as the workspace is in use. */
export function upload(workspace: string, files: readonly File[]): void {
  const added = files.map((file): Upload => {
    const key = nextKey++;
    jobs.set(key, { file, stop: new AbortController() });
    return { key, workspace, name: file.name, bytes: file.size, state: { kind: 'waiting' } };
  });
  set([...uploads, ...added]);
  void work(workspace);
}

export function tryAgain(key: number): void {
  const job = jobs.get(key);
  const found = uploads.find((each) => each.key === key);
  if (!job || !found) return;
  jobs.set(key, { file: job.file, stop: new AbortController() });
  change(key, { kind: 'waiting' });
  void work(found.workspace);
}

/** Stops an upload, or takes a finished one off the list. */
export function dismiss(key: number): void {
  jobs.get(key)?.stop.abort();
  jobs.delete(key);
  set(uploads.filter((upload) => upload.key !== key));
}

/** One at a time for each workspace: they share one line, and the first is there sooner so. */
async function work(workspace: string): Promise<void> {
  if (busy.has(workspace)) return;
  busy.add(workspace);
  try {
    for (;;) {
      const next = uploads.find((each) => each.workspace === workspace && each.state.kind === 'waiting');
      const job = next && jobs.get(next.key);
      if (!next || !job) return;
      try {
        await untilInUse(next.workspace, job.stop.signal);
        change(next.key, { kind: 'sending', share: 0 });
        const sent = await bring(
          next.workspace,
          job.file,
          (share) => change(next.key, { kind: 'sending', share }),
          job.stop.signal,
        );
        jobs.delete(next.key);
        change(next.key, { kind: 'there', sha256: sent.sha256 });
        setTimeout(() => dismiss(next.key), READ);
      } catch (error) {
        change(next.key, { kind: 'failed', problem: problemOf(error) });
      }
    }
  } finally {
    busy.delete(workspace);
  }
}

/** Waits for as long as the workspace may still come into use: an approver may take hours. */
async function untilInUse(id: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const found = await sure(api.GET('/v1/workspaces/{id}', { params: { path: { id } }, signal })).catch(
      (error: unknown) => {
        if (!problemOf(error).passing) throw error;
        return undefined;
      },
    );
    const building = found === undefined || found.phase === 'AWAITING_APPROVAL' || found.phase === 'PROVISIONING';
    if (!building || found?.ending) return;
    await new Promise((resolve) => setTimeout(resolve, 1_500));
  }
}
