import { Badge } from '@mantine/core';
import type { HoldingState, Phase, Risk, Workspace } from '../api/types';
import { HOLDING_STATES, PHASES, RISKS, eventShown } from '../words';

export function PhaseBadge({ phase }: { phase: Phase }) {
  const { label, color } = PHASES[phase];
  return <Badge color={color}>{label}</Badge>;
}

/** The phase and the marks on it. */
export function StateBadges({ workspace }: { workspace: Workspace }) {
  return (
    <span className="badges">
      <PhaseBadge phase={workspace.phase} />
      {workspace.frozen && <Badge color="cyan">Frozen</Badge>}
      {workspace.stalled && (
        <Badge color="red" variant="filled">
          Teardown stalled
        </Badge>
      )}
      {workspace.phase === 'IN_USE' && workspace.ending && <Badge color="orange">Ending</Badge>}
      {workspace.phase === 'CLOSED' && workspace.ending && (
        <Badge color={workspace.ending.outcome === 'FAILED' ? 'red' : 'gray'} variant="outline">
          {workspace.ending.outcome.toLowerCase()}
        </Badge>
      )}
    </span>
  );
}

export function RiskBadge({ risk }: { risk: Risk }) {
  const { label, color } = RISKS[risk];
  return <Badge color={color}>{label}</Badge>;
}

export function HoldingBadge({ state }: { state: HoldingState }) {
  const { label, color } = HOLDING_STATES[state];
  return <Badge color={color}>{label}</Badge>;
}

export function EventBadge({ type }: { type: string }) {
  const { label, color } = eventShown(type);
  return <Badge color={color}>{label}</Badge>;
}
