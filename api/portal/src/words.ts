// What the constants of the API are called on the pages.
import type { EventType, HoldingState, InstallationPart, Phase, Risk, Role } from './api/types';

interface Shown {
  readonly label: string;
  readonly color: string;
}

export const PHASES: Record<Phase, Shown & { readonly sentence: string }> = {
  AWAITING_APPROVAL: { label: 'Awaiting approval', color: 'yellow', sentence: 'People decide whether it is made.' },
  PROVISIONING: { label: 'Being made', color: 'blue', sentence: 'What it needs is being made.' },
  IN_USE: { label: 'In use', color: 'teal', sentence: 'It is ready and may be used.' },
  SNAPSHOTTING: { label: 'Being kept', color: 'indigo', sentence: 'Its contents are being kept.' },
  DESTROYING: {
    label: 'Being removed',
    color: 'orange',
    sentence: 'All of it is being removed, and looked for after.',
  },
  CLOSED: { label: 'Closed', color: 'gray', sentence: 'Everything is gone, and the receipt is written.' },
};

export const PHASE_ORDER: readonly Phase[] = [
  'AWAITING_APPROVAL',
  'PROVISIONING',
  'IN_USE',
  'SNAPSHOTTING',
  'DESTROYING',
  'CLOSED',
];

export const RISKS: Record<Risk, Shown> = {
  LOW: { label: 'Low risk', color: 'teal' },
  MEDIUM: { label: 'Medium risk', color: 'yellow' },
  HIGH: { label: 'High risk', color: 'red' },
};

export const ROLES: Record<Role, { readonly label: string; readonly may: string }> = {
  REQUESTER: { label: 'requester', may: 'asks for workspaces and uses them' },
  APPROVER: { label: 'approver', may: 'decides about the requests of others' },
  OPERATOR: { label: 'operator', may: 'keeps Mayfly running' },
  AUDITOR: { label: 'auditor', may: 'sees everything, changes nothing' },
};

export const HOLDING_STATES: Record<HoldingState, Shown> = {
  INTENT: { label: 'Intended', color: 'blue' },
  LIVE: { label: 'Live', color: 'teal' },
  REMOVING: { label: 'Being removed', color: 'orange' },
  GONE: { label: 'Gone', color: 'gray' },
};

export const PART_STATUS: Record<InstallationPart['status'], Shown> = {
  UP: { label: 'Up', color: 'teal' },
  DEGRADED: { label: 'Degraded', color: 'yellow' },
  DOWN: { label: 'Down', color: 'red' },
};

export const EVENTS: Record<EventType, Shown> = {
  REQUESTED: { label: 'Requested', color: 'gray' },
  ADMITTED: { label: 'Admitted', color: 'gray' },
  DECIDED: { label: 'Decided', color: 'yellow' },
  REFUSED: { label: 'Refused', color: 'red' },
  APPROVED: { label: 'Approved', color: 'teal' },
  STEP_INTENDED: { label: 'Making', color: 'blue' },
  STEP_MADE: { label: 'Made', color: 'blue' },
  STEP_FAILED: { label: 'Making failed', color: 'red' },
  READY: { label: 'Ready', color: 'teal' },
  WARNED: { label: 'Warning', color: 'yellow' },
  EXTENDED: { label: 'Extended', color: 'teal' },
  FROZEN: { label: 'Frozen', color: 'cyan' },
  THAWED: { label: 'Thawed', color: 'cyan' },
  FILE_IN: { label: 'File in', color: 'gray' },
  FILE_OUT: { label: 'File out', color: 'gray' },
  EXECUTED: { label: 'Program run', color: 'gray' },
  DESKTOP_ATTACHED: { label: 'Desktop opened', color: 'gray' },
  DESKTOP_DETACHED: { label: 'Desktop left', color: 'gray' },
  DESKTOP_CONTROLLED: { label: 'Desktop control', color: 'gray' },
  TERMINAL_ATTACHED: { label: 'Terminal opened', color: 'gray' },
  TERMINAL_DETACHED: { label: 'Terminal left', color: 'gray' },
  END_ASKED: { label: 'End asked', color: 'orange' },
  SNAPSHOT_TAKEN: { label: 'Kept', color: 'indigo' },
  SNAPSHOT_FAILED: { label: 'Not kept', color: 'red' },
  REMOVAL_STARTED: { label: 'Removing', color: 'orange' },
  STEP_REMOVED: { label: 'Removed', color: 'orange' },
  REMOVAL_FAILED: { label: 'Removal failed', color: 'red' },
  TEARDOWN_STALLED: { label: 'Teardown stalled', color: 'red' },
  CLOSED: { label: 'Closed', color: 'gray' },
};

/** How an event is shown; a server may know more of them than this page. */
export function eventShown(type: string): Shown {
  return (EVENTS as Record<string, Shown | undefined>)[type] ?? { label: type, color: 'gray' };
}
