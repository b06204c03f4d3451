// Why a workspace is alive, what will end it, and what somebody can do about it.
import type { Deadline, Explanation, Workspace } from './api/types';
import { fromIso } from './duration';

/** Whether it comes by itself: it is being made, or nobody has to be asked before it is. */
export function coming({ phase, ending, approvals, approvalsNeeded }: Workspace): boolean {
  return (
    !ending && (phase === 'PROVISIONING' || (phase === 'AWAITING_APPROVAL' && approvals >= (approvalsNeeded ?? 0)))
  );
}

export type Urgency = 'calm' | 'soon' | 'now';

/** The next thing that ends it by itself. A warning ends nothing, and the fuse comes only when all else has failed. */
export function nextEnd(explanation: Explanation): Deadline | undefined {
  return explanation.deadlines.find(({ kind }) => kind === 'IDLE' || kind === 'EXPIRY' || kind === 'LAPSE');
}

/** How much it presses: the last fifth of the time is soon, at most ten minutes, as for the server's own warning. */
export function urgency(end: Deadline | undefined, workspace: Workspace, now: number): Urgency {
  if (!end || end.kind === 'LAPSE') return 'calm';
  const rest = Date.parse(end.at) - now;
  if (rest <= 60_000) return 'now';
  return rest <= Math.min(10 * 60_000, whole(end, workspace) / 5) ? 'soon' : 'calm';
}

function whole(end: Deadline, workspace: Workspace): number {
  if (end.kind === 'IDLE') return fromIso(workspace.idle);
  return workspace.lease ? Date.parse(workspace.lease.endsAt) - Date.parse(workspace.lease.startedAt) : 0;
}

/** What can be done about a deadline, in a sentence. */
export function remedy(deadline: Deadline, workspace: Workspace): string {
  switch (deadline.kind) {
    case 'LAPSE':
      return 'Ask an approver to decide.';
    case 'WARNING':
      return 'Nothing ends yet.';
    case 'IDLE':
      return 'Use it: the desktop, the terminal, a file or a program. The time then starts anew.';
    case 'EXPIRY':
      return extendable(workspace) > 0 ? 'Extend it.' : 'It cannot be extended any more. Take out what you need.';
    case 'FUSE':
      return 'Extending it moves this, too.';
  }
}

/** By how much its lease can still be extended, in milliseconds. */
export function extendable(workspace: Workspace): number {
  if (!workspace.lease || workspace.ending || (workspace.phase !== 'IN_USE' && workspace.phase !== 'PROVISIONING')) {
    return 0;
  }
  const room = Date.parse(workspace.lease.extendableTo) - Date.parse(workspace.lease.endsAt);
  return Math.max(0, Math.floor(room / 1000) * 1000);
}

/** What one click extends by: half an hour, or what is left of it. */
export function handyExtension(workspace: Workspace): number {
  return Math.min(30 * 60_000, extendable(workspace));
}

/** What a workspace costs, if it lives for so long. */
export function costOf(pricePerHour: number, milliseconds: number): number {
  return (pricePerHour * milliseconds) / 3_600_000;
}
