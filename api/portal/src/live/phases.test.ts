import { describe, expect, it } from 'vitest';
import { at, event, unleased, workspace } from '../testing';
import { stations } from './phases';

const ending = { outcome: 'COMPLETED', code: 'END_ASKED', reason: 'done', by: 'alice', at: at(9) } as const;
const line = (...given: Parameters<typeof stations>) => stations(...given).map(({ key, state }) => `${key} ${state}`);

describe('the stations of a life', () => {
  it('wait for people', () => {
    const waiting = unleased({ phase: 'AWAITING_APPROVAL', approvalsNeeded: 2, approvals: 1 });
    expect(line(waiting, [event('REQUESTED', 0)])).toEqual([
      'requested done',
      'approved now',
      'made ahead',
      'used ahead',
      'removed ahead',
      'closed ahead',
    ]);
    expect(stations(waiting, [])[1]?.note).toBe('1 of 2');
  });

  it('go on to use, each with the time it was reached', () => {
    const used = workspace();
    const events = [event('REQUESTED', 0), event('STEP_MADE', 1), event('READY', 2)];
    expect(line(used, events)).toEqual([
      'requested done',
      'approved done',
      'made done',
      'used now',
      'removed ahead',
      'closed ahead',
    ]);
    const found = stations(used, events);
    expect(found[1]?.label).toBe('Approved by rule');
    expect(found[2]?.at).toBe(at(2));
  });

  it('skip what was never reached', () => {
    const rejected = unleased({ phase: 'CLOSED', ending: { ...ending, outcome: 'REJECTED' }, approvalsNeeded: 1 });
    expect(line(rejected, [event('CLOSED', 3)])).toEqual([
      'requested done',
      'approved skipped',
      'made skipped',
      'used skipped',
      'removed done',
      'closed done',
    ]);
  });

  it('show where making failed', () => {
    const failed = workspace({ phase: 'DESTROYING', ending: { ...ending, outcome: 'FAILED' } });
    expect(line(failed, [event('STEP_FAILED', 1)])).toContain('made failed');
    expect(line(failed, [event('STEP_FAILED', 1), event('READY', 2)])).toContain('made done');
  });

  it('tell of what was kept, and of what could not be', () => {
    const ended = workspace({ phase: 'SNAPSHOTTING', ending });
    expect(line(ended, [event('READY', 1)])).toContain('kept now');
    const gone = workspace({ phase: 'CLOSED', ending });
    expect(line(gone, [event('READY', 1), event('SNAPSHOT_TAKEN', 10)])).toContain('kept done');
    expect(line(gone, [event('READY', 1), event('SNAPSHOT_FAILED', 10)])).toContain('kept failed');
    expect(line(gone, [event('READY', 1)]).join()).not.toContain('kept');
  });

  it('say that removal stalls', () => {
    const stalled = workspace({ phase: 'DESTROYING', ending, stalled: true });
    const removed = stations(stalled, []).find(({ key }) => key === 'removed');
    expect(removed).toMatchObject({ state: 'failed', note: 'stalled' });
  });
});
