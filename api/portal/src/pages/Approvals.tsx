import { Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { templatesQuery, workspacesQuery } from '../api/queries';
import type { Workspace } from '../api/types';
import { fromIso, words } from '../duration';
import { costOf } from '../explain';
import { IconChecklist } from '../icons';
import { RiskBadge } from '../parts/Badges';
import { Link } from '../parts/Link';
import { Fact, Facts, Page } from '../parts/Page';
import { Empty, Trouble, Waiting } from '../parts/States';
import { Code, Name, Words } from '../parts/Text';
import { When } from '../parts/Time';
import { useMe } from '../session';
import { money } from '../text';
import { DecideButtons } from './Decide';

/** What waits for a decision of whoever looks; what waited longest comes first. */
export function Approvals() {
  const me = useMe();
  const { data, error, isPending, refetch } = useQuery(
    workspacesQuery({ awaitingMe: true, order: 'OLDEST', limit: 100 }),
  );
  // A request is listed a moment before its risk is judged; low risk needs nobody.
  const waiting = data?.items.filter((workspace) => (workspace.approvalsNeeded ?? 0) > 0);
  return (
    <Page title="Approvals" about="Requests that wait for you. The oldest comes first; one no is enough.">
      {!me.has('APPROVER') && (
        <Empty icon={<IconChecklist />} title="Only approvers decide">
          Sign in as an approver to see what waits for a decision.
        </Empty>
      )}
      {me.has('APPROVER') && (
        <>
          {isPending && <Waiting />}
          {error && <Trouble error={error} retry={() => void refetch()} />}
          {waiting?.length === 0 && (
            <Empty icon={<IconChecklist />} title="Nothing waits for you">
              Requests of medium risk need one approver, those of high risk two. They show here the moment they are
              made. Nobody decides about their own.
            </Empty>
          )}
          <Stack gap="md">
            {waiting?.map((workspace) => (
              <Request key={workspace.id} workspace={workspace} />
            ))}
          </Stack>
          {data?.next !== undefined && (
            <Text size="sm" c="dimmed">
              More wait behind these; they move up as you decide.
            </Text>
          )}
        </>
      )}
    </Page>
  );
}

function Request({ workspace }: { workspace: Workspace }) {
  const template = useQuery(templatesQuery).data?.items.find(({ name }) => name === workspace.template);
  return (
    <Stack
      component="article"
      className="panel"
      gap="sm"
      aria-label={`Request ${workspace.id} of ${workspace.requester}`}
    >
      <Group justify="space-between" align="flex-start" gap="xs">
        <div>
          <Text>
            <b>
              <Name>{workspace.requester}</Name>
            </b>{' '}
            asks for{' '}
            <Link to="/workspaces/$id" params={{ id: workspace.id }} fw={650}>
              <Name>{template?.title ?? workspace.template}</Name>
            </Link>
          </Text>
          <Text size="xs" c="dimmed">
            <Code>{workspace.id}</Code> · <When at={workspace.requestedAt} style="ago" />
          </Text>
        </div>
        {workspace.risk && <RiskBadge risk={workspace.risk} />}
      </Group>
      <blockquote className="reason">
        <Words>{workspace.reason === '' ? 'No reason was given.' : workspace.reason}</Words>
      </blockquote>
      <Facts>
        <Fact name="Is to live">{words(fromIso(workspace.ttl))}</Fact>
        <Fact name="Ends without use after">{words(fromIso(workspace.idle))}</Fact>
        {template && (
          <Fact name="Costs at most">
            {money(costOf(template.pricePerHour, fromIso(workspace.ttl)), template.currency)}
          </Fact>
        )}
        <Fact name="Approvals">
          {workspace.approvals} of {workspace.approvalsNeeded ?? 0}
        </Fact>
        <Fact name="Project">
          <Name>{workspace.project === '' ? 'none' : workspace.project}</Name>
        </Fact>
        {template && (
          <Fact name="Data">
            {template.upload ? 'files in' : 'no files in'}, {template.download ? 'files out' : 'nothing out'}
          </Fact>
        )}
      </Facts>
      <DecideButtons workspace={workspace} />
    </Stack>
  );
}
