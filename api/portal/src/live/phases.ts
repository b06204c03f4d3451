// The life of a workspace as a line of stations, from its events.
import type { Event, Workspace } from '../api/types';

export type StationState = 'done' | 'now' | 'ahead' | 'skipped' | 'failed';

export interface Station {
  readonly key: 'requested' | 'approved' | 'made' | 'used' | 'kept' | 'removed' | 'closed';
  readonly label: string;
  readonly state: StationState;
  /** When it was reached. */
  readonly at?: string;
  readonly note?: string;
}

const first = (events: readonly Event[], ...types: Event['type'][]) =>
  events.find((event) => types.includes(event.type));

/** Where it stands, and when it got there. */
export function stations(workspace: Workspace, events: readonly Event[]): Station[] {
  const { phase } = workspace;
  const over =
    workspace.ending !== undefined || phase === 'SNAPSHOTTING' || phase === 'DESTROYING' || phase === 'CLOSED';
  const approved = first(events, 'APPROVED');
  const ready = first(events, 'READY');
  const kept = first(events, 'SNAPSHOT_TAKEN', 'SNAPSHOT_FAILED');
  const ended = first(events, 'END_ASKED', 'REMOVAL_STARTED');
  const closed = first(events, 'CLOSED');
  const needed = workspace.approvalsNeeded ?? 0;

  const state = (reached: boolean, now: boolean): StationState =>
    now ? 'now' : reached ? 'done' : over ? 'skipped' : 'ahead';
  const at = (event: Event | undefined) => (event ? { at: event.at } : {});

  const leased = workspace.lease !== undefined;
  return [
    { key: 'requested', label: 'Requested', state: 'done', at: workspace.requestedAt },
    {
      key: 'approved',
      label: needed === 0 && leased ? 'Approved by rule' : 'Approved',
      state: state(leased, phase === 'AWAITING_APPROVAL' && !over),
      ...(workspace.lease ? { at: approved?.at ?? workspace.lease.startedAt } : {}),
      ...(needed > 0 && !leased ? { note: `${workspace.approvals} of ${needed}` } : {}),
    },
    {
      key: 'made',
      label: 'Made',
      state:
        first(events, 'STEP_FAILED') && !ready && over
          ? 'failed'
          : state(ready !== undefined, phase === 'PROVISIONING' && !over),
      ...at(ready),
    },
    {
      key: 'used',
      label: 'In use',
      state: state(ready !== undefined && over, phase === 'IN_USE' && !over),
      ...at(ready),
    },
    ...(kept || phase === 'SNAPSHOTTING'
      ? [
          {
            key: 'kept' as const,
            label: kept?.type === 'SNAPSHOT_FAILED' ? 'Not kept' : 'Kept',
            state:
              kept?.type === 'SNAPSHOT_FAILED'
                ? ('failed' as const)
                : state(kept !== undefined, phase === 'SNAPSHOTTING'),
            ...at(kept),
          },
        ]
      : []),
    {
      key: 'removed',
      label: 'Removed',
      state:
        phase === 'CLOSED'
          ? 'done'
          : phase === 'DESTROYING'
            ? workspace.stalled
              ? 'failed'
              : 'now'
            : over && phase !== 'SNAPSHOTTING'
              ? 'now'
              : 'ahead',
      ...(phase === 'CLOSED' ? at(closed ?? ended) : {}),
      ...(workspace.stalled ? { note: 'stalled' } : {}),
    },
    { key: 'closed', label: 'Receipt', state: phase === 'CLOSED' ? 'done' : 'ahead', ...at(closed) },
  ];
}
