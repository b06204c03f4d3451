import { Badge, Grid, Group, Stack, Text, Timeline, Title, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { explanationQuery } from '../../api/queries';
import type { Deadline, Workspace } from '../../api/types';
import { fromIso, words } from '../../duration';
import { nextEnd, remedy } from '../../explain';
import { IconDesktop, IconFileIn, IconReceipt, IconTerminal } from '../../icons';
import { stations } from '../../live/phases';
import type { Connection } from '../../live/stream';
import { HoldingBadge, RiskBadge } from '../../parts/Badges';
import { LinkButton } from '../../parts/Link';
import { Fact, Facts } from '../../parts/Page';
import { Trouble } from '../../parts/States';
import { Code, Name, Words } from '../../parts/Text';
import { Countdown, Sentence, When } from '../../parts/Time';
import { useMe } from '../../session';
import { money } from '../../text';
import { DecideButtons } from '../Decide';
import { useHere } from './context';
import { EventLine } from './EventLine';

const STATES: Record<string, string> = {
  done: 'reached',
  now: 'now',
  ahead: 'ahead',
  skipped: 'skipped',
  failed: 'failed',
};

export function Overview() {
  const { workspace, followed, own } = useHere();
  return (
    <Stack gap="md">
      <section className="panel" aria-labelledby="life">
        <Group justify="space-between" mb="sm">
          <Title order={2} size="h5" id="life">
            Its life
          </Title>
          <LiveMark connection={followed.connection} />
        </Group>
        <ol className="stations">
          {stations(workspace, followed.events).map(({ key, label, state, at, note }) => (
            <li key={key} data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
              <span className="label">{label}</span>
              <small>
                {at !== undefined ? <When at={at} style="clock" /> : (note ?? ' ')}
                <span className="skip">, {STATES[state]}</span>
              </small>
            </li>
          ))}
        </ol>
      </section>
      {followed.problem && followed.connection === 'over' && (
        <Trouble error={followed.problem} title="It cannot be followed live" />
      )}
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="md">
            {own && workspace.phase === 'IN_USE' && !workspace.ending && <UseIt />}
            <Why />
            {workspace.phase === 'CLOSED' && <Proof />}
            <Latest />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Details workspace={workspace} />
        </Grid.Col>
      </Grid>
    </Stack>
  );
}

function LiveMark({ connection }: { connection: Connection }) {
  if (connection === 'over') return null;
  const live = connection === 'live';
  return (
    <Tooltip
      label={
        live ? 'What happens shows here at once.' : 'The connection broke off. It goes on where it stopped, by itself.'
      }
    >
      <Badge color={live ? 'teal' : 'yellow'} variant="dot" role="status">
        {live ? 'Live' : 'Connecting'}
      </Badge>
    </Tooltip>
  );
}

const KIND: Record<Deadline['kind'], string> = {
  LAPSE: 'Lapses',
  WARNING: 'Warning',
  IDLE: 'Ends for lack of use',
  EXPIRY: 'Lease ends',
  FUSE: 'Fuse',
};

/** Why it is alive, what will end it, and when. */
function Why() {
  const { workspace } = useHere();
  const { data, error, refetch } = useQuery(
    explanationQuery(workspace.id, workspace.phase === 'CLOSED' ? false : 15_000),
  );
  const me = useMe();
  const end = data && nextEnd(data);
  return (
    <Stack gap="sm" component="section" className="panel" aria-labelledby="why">
      <Title order={2} size="h5" id="why">
        {workspace.phase === 'CLOSED' ? 'Why it is gone' : 'Why it is alive'}
      </Title>
      {error && !data && <Trouble error={error} retry={() => void refetch()} />}
      <Text mih="1.55em">
        <Sentence>{data?.because ?? ''}</Sentence>
      </Text>
      {workspace.phase === 'AWAITING_APPROVAL' && !workspace.ending && me.has('APPROVER') && (
        <DecideButtons workspace={workspace} />
      )}
      {data && data.deadlines.length > 0 && (
        <>
          <Title order={3} size="h6">
            What will end it, and when
          </Title>
          <Timeline bulletSize={14} lineWidth={2} active={-1}>
            {data.deadlines.map((deadline) => (
              <Timeline.Item
                key={deadline.kind}
                title={
                  <Text size="sm" fw={deadline === end ? 650 : 500}>
                    {KIND[deadline.kind]} in <Countdown to={deadline.at} />
                  </Text>
                }
              >
                <Text size="sm">
                  <Sentence>
                    {deadline.kind === 'WARNING' ? 'You are warned, here and by an event.' : deadline.sentence}
                  </Sentence>
                </Text>
                <Text size="xs" c="dimmed">
                  <When at={deadline.at} /> · {remedy(deadline, workspace)}
                </Text>
              </Timeline.Item>
            ))}
          </Timeline>
        </>
      )}
    </Stack>
  );
}

function UseIt() {
  const { workspace, template } = useHere();
  const params = { id: workspace.id };
  return (
    <Group className="panel" gap="xs">
      {template?.desktop !== false && (
        <LinkButton to="/workspaces/$id/desktop" params={params} leftSection={<IconDesktop size={16} />}>
          Open the desktop
        </LinkButton>
      )}
      <LinkButton
        to="/workspaces/$id/terminal"
        params={params}
        variant={template?.desktop === false ? 'filled' : 'default'}
        leftSection={<IconTerminal size={16} />}
      >
        Terminal
      </LinkButton>
      <LinkButton to="/workspaces/$id/files" params={params} variant="default" leftSection={<IconFileIn size={16} />}>
        Files
      </LinkButton>
      {workspace.frozen && (
        <Text size="sm" c="dimmed">
          It is frozen; thaw it to use it.
        </Text>
      )}
    </Group>
  );
}

function Proof() {
  const { workspace } = useHere();
  return (
    <Group className="panel" justify="space-between">
      <Text size="sm">The receipt lists each thing that was made, and the evidence that it is there no more.</Text>
      <LinkButton to="/workspaces/$id/receipt" params={{ id: workspace.id }} leftSection={<IconReceipt size={16} />}>
        Read the receipt
      </LinkButton>
    </Group>
  );
}

const SHOWN = 6;

function Latest() {
  const { workspace, followed } = useHere();
  const latest = followed.events.slice(-SHOWN).reverse();
  return (
    <section className="panel" aria-labelledby="latest">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h5" id="latest">
          What happened last
        </Title>
        <LinkButton to="/workspaces/$id/history" params={{ id: workspace.id }} variant="subtle" size="compact-xs">
          All of it
        </LinkButton>
      </Group>
      <Stack gap={8} mih={220}>
        {latest.map((event) => (
          <EventLine key={event.id} event={event} />
        ))}
      </Stack>
    </section>
  );
}

function Details({ workspace }: { workspace: Workspace }) {
  return (
    <Stack gap="md">
      <section className="panel" aria-labelledby="asked">
        <Title order={2} size="h5" id="asked" mb="xs">
          What was asked
        </Title>
        <Text size="sm" component="div" mb="sm">
          <Words>{workspace.reason === '' ? 'No reason was given.' : workspace.reason}</Words>
        </Text>
        <Facts>
          <Fact name="Requested by">
            <Name>{workspace.requester}</Name>
          </Fact>
          <Fact name="Requested">
            <When at={workspace.requestedAt} />
          </Fact>
          <Fact name="Project">
            <Name>{workspace.project === '' ? 'none' : workspace.project}</Name>
          </Fact>
          <Fact name="Template">
            <Name>{workspace.template}</Name> <Code short={8}>{workspace.templateDigest}</Code>
          </Fact>
          <Fact name="Risk">{workspace.risk ? <RiskBadge risk={workspace.risk} /> : 'being judged'}</Fact>
          <Fact name="Approvals">
            {workspace.approvalsNeeded === undefined
              ? 'being judged'
              : workspace.approvalsNeeded === 0
                ? 'none needed'
                : `${workspace.approvals} of ${workspace.approvalsNeeded}`}
          </Fact>
          <Fact name="Asked to live">{words(fromIso(workspace.ttl))}</Fact>
          <Fact name="Ends without use after">{words(fromIso(workspace.idle))}</Fact>
          {workspace.lease && (
            <>
              <Fact name="Lease">
                <When at={workspace.lease.startedAt} style="clock" /> to{' '}
                <When at={workspace.lease.endsAt} style="clock" />
              </Fact>
              <Fact name="May be extended to">
                <When at={workspace.lease.extendableTo} style="clock" />
              </Fact>
            </>
          )}
          <Fact name="Last used">
            <When at={workspace.touchedAt} style="ago" />
          </Fact>
          <Fact name={workspace.phase === 'CLOSED' ? 'Cost' : 'Cost so far'}>
            {money(workspace.costSoFar, workspace.currency)}
          </Fact>
        </Facts>
      </section>
      {workspace.decisions.length > 0 && (
        <section className="panel" aria-labelledby="decisions">
          <Title order={2} size="h5" id="decisions" mb="xs">
            Decisions
          </Title>
          <Stack gap="xs">
            {workspace.decisions.map((decision) => (
              <div key={decision.by}>
                <Group gap="xs">
                  <Badge color={decision.verdict === 'APPROVED' ? 'teal' : 'red'}>
                    {decision.verdict.toLowerCase()}
                  </Badge>
                  <Text size="sm">
                    by <Name>{decision.by}</Name> <When at={decision.at} style="ago" />
                  </Text>
                </Group>
                {decision.reason !== '' && <Words>{decision.reason}</Words>}
              </div>
            ))}
          </Stack>
        </section>
      )}
      {workspace.leaseChanges.length > 0 && (
        <section className="panel" aria-labelledby="extensions">
          <Title order={2} size="h5" id="extensions" mb="xs">
            Extensions
          </Title>
          <Stack gap={4}>
            {workspace.leaseChanges.map((change) => (
              <Text size="sm" key={change.at}>
                <Name>{change.by}</Name> <When at={change.at} style="clock" />: by{' '}
                {words(Date.parse(change.to) - Date.parse(change.from))}
                {change.reason !== '' && (
                  <>
                    , <Name>{change.reason}</Name>
                  </>
                )}
              </Text>
            ))}
          </Stack>
        </section>
      )}
      <section className="panel" aria-labelledby="steps">
        <Title order={2} size="h5" id="steps" mb="xs">
          What is made for it
        </Title>
        {workspace.steps.length === 0 ? (
          <Text size="sm" c="dimmed">
            Nothing yet. Each thing is written down before it is made, so that it is found again.
          </Text>
        ) : (
          <Stack gap={6}>
            {workspace.steps.map((step) => (
              <Group key={step.name} justify="space-between">
                <Text size="sm">
                  {step.name}{' '}
                  <Text component="span" c="dimmed" size="xs">
                    {step.driver} on {step.host}
                  </Text>
                </Text>
                {step.state ? <HoldingBadge state={step.state} /> : <Badge color="gray">Not begun</Badge>}
              </Group>
            ))}
          </Stack>
        )}
      </section>
    </Stack>
  );
}
