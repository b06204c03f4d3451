import { describe, expect, it } from 'vitest';
import type { Deadline } from './api/types';
import { coming, costOf, extendable, handyExtension, nextEnd, remedy, urgency } from './explain';
import { at, minute, unleased, workspace } from './testing';

const deadline = (kind: Deadline['kind'], minutes: number): Deadline => ({ kind, at: at(minutes), sentence: kind });
const ending = { outcome: 'REVOKED', code: 'X', reason: 'x', by: 'olga', at: at(3) } as const;

describe('what ends it next', () => {
  it('is no warning and no fuse', () => {
    const deadlines = [deadline('WARNING', 10), deadline('IDLE', 20), deadline('EXPIRY', 60), deadline('FUSE', 70)];
    expect(nextEnd({ because: '', deadlines })).toEqual(deadline('IDLE', 20));
    expect(nextEnd({ because: '', deadlines: [deadline('FUSE', 70)] })).toBeUndefined();
  });

  it('presses within the last fifth of the time, and at most ten minutes before', () => {
    const expiry = deadline('EXPIRY', 60);
    expect(urgency(expiry, workspace(), minute(49))).toBe('calm');
    expect(urgency(expiry, workspace(), minute(50))).toBe('soon');
    expect(urgency(expiry, workspace(), minute(59))).toBe('now');
    expect(urgency(expiry, workspace(), minute(61))).toBe('now');

    const idle = deadline('IDLE', 20);
    expect(urgency(idle, workspace(), minute(15))).toBe('calm');
    expect(urgency(idle, workspace(), minute(16))).toBe('soon');
  });

  it('does not press while people decide, nor when nothing ends it', () => {
    expect(urgency(deadline('LAPSE', 1), unleased(), minute(1))).toBe('calm');
    expect(urgency(undefined, workspace(), minute(1))).toBe('calm');
  });
});

describe('what comes by itself', () => {
  it('is what is being made, or needs nobody more', () => {
    expect(coming(workspace({ phase: 'PROVISIONING' }))).toBe(true);
    expect(coming(unleased({ phase: 'AWAITING_APPROVAL', approvals: 0, approvalsNeeded: 0 }))).toBe(true);
    expect(coming(unleased({ phase: 'AWAITING_APPROVAL', approvals: 1, approvalsNeeded: 2 }))).toBe(false);
  });

  it('is nothing that is there, or ends', () => {
    expect(coming(workspace())).toBe(false);
    expect(coming(workspace({ phase: 'PROVISIONING', ending }))).toBe(false);
  });
});

describe('extending', () => {
  it('reaches as far as the lease says', () => expect(extendable(workspace())).toBe(60 * 60_000));

  it('is over where it cannot start any more', () => {
    expect(extendable(workspace({ phase: 'DESTROYING' }))).toBe(0);
    expect(extendable(workspace({ ending }))).toBe(0);
    expect(extendable(unleased({ phase: 'AWAITING_APPROVAL' }))).toBe(0);
  });

  it('takes half an hour by one click, or what is left of it', () => {
    expect(handyExtension(workspace())).toBe(30 * 60_000);
    const little = { startedAt: at(0), endsAt: at(60), extendableTo: at(67), idle: 'PT20M' };
    expect(handyExtension(workspace({ lease: little }))).toBe(7 * 60_000);
    const none = { ...little, extendableTo: at(60) };
    expect(handyExtension(workspace({ lease: none }))).toBe(0);
    expect(remedy(deadline('EXPIRY', 60), workspace({ lease: none }))).toContain('cannot be extended');
    expect(remedy(deadline('EXPIRY', 60), workspace())).toBe('Extend it.');
  });
});

it('costs what its time costs', () => expect(costOf(2, 90 * 60_000)).toBe(3));
