// What tests of several files stand on.
import type { Event, EventType, Workspace } from './api/types';

const START = Date.parse('2026-03-01T10:00:00Z');

/** So many minutes after the beginning, in milliseconds since 1970. */
export const minute = (minutes: number) => START + minutes * 60_000;

/** The same as the API writes it. */
export const at = (minutes: number) => new Date(minute(minutes)).toISOString();

/** A workspace in use, asked for in minute 0, leased until minute 60, that can be extended until minute 120. */
export function workspace(changes: Partial<Workspace> = {}): Workspace {
  return {
    id: 'ws-0123456789ab',
    template: 'Docs-Editor',
    templateDigest: 'sha256:0',
    requester: 'alice',
    project: '',
    reason: 'to test',
    phase: 'IN_USE',
    frozen: false,
    stalled: false,
    risk: 'LOW',
    approvalsNeeded: 0,
    approvals: 0,
    decisions: [],
    ttl: 'PT1H',
    idle: 'PT20M',
    requestedAt: at(0),
    lease: { startedAt: at(0), endsAt: at(60), extendableTo: at(120), idle: 'PT20M' },
    leaseChanges: [],
    touchedAt: at(0),
    steps: [],
    costSoFar: 0,
    currency: 'EUR',
    revision: 1,
    ...changes,
  };
}

export function event(type: EventType, minutes: number, data: Record<string, string> = {}): Event {
  return { id: minutes, type, at: at(minutes), actor: 'alice', message: type, data };
}

/** The same without its lease: it was never approved. */
export function unleased(changes: Partial<Workspace> = {}): Workspace {
  const bare = workspace(changes);
  delete bare.lease;
  return bare;
}
