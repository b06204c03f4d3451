import { Button, Group, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { workspacesQuery } from '../api/queries';
import { IconWorkspaces } from '../icons';
import { StateBadges } from '../parts/Badges';
import { Link, LinkButton } from '../parts/Link';
import { Page } from '../parts/Page';
import { Pager } from '../parts/Pager';
import { Empty, Trouble, Waiting } from '../parts/States';
import { Code, Name } from '../parts/Text';
import { When } from '../parts/Time';
import { useMe } from '../session';
import { money } from '../text';
import { WorkspaceCards } from './WorkspaceCards';

/** How many cards are shown at once, and at most. */
const AT_ONCE = 24;
const MOST = 96;

/** What somebody has asked for: what lives on top, and what is over below. */
export function Mine() {
  const me = useMe();
  const { cursor } = useSearch({ from: '/workspaces' });
  const [shown, setShown] = useState(AT_ONCE);
  const live = useQuery(
    workspacesQuery({
      requester: me.user,
      phase: ['AWAITING_APPROVAL', 'PROVISIONING', 'IN_USE', 'SNAPSHOTTING', 'DESTROYING'],
      limit: shown,
    }),
  );
  const over = useQuery(
    workspacesQuery({ requester: me.user, phase: ['CLOSED'], limit: 20, ...(cursor === undefined ? {} : { cursor }) }),
  );
  const none = live.data?.items.length === 0;

  return (
    <Page
      title="My workspaces"
      about="Each one says why it is alive, what will end it, and when."
      actions={me.has('REQUESTER') && <LinkButton to="/">Request another</LinkButton>}
    >
      {live.isPending && <Waiting />}
      {live.error && <Trouble error={live.error} retry={() => void live.refetch()} />}
      {live.data && !none && <WorkspaceCards workspaces={live.data.items} />}
      {live.data?.next !== undefined && shown < MOST && (
        <Group justify="center">
          <Button variant="default" onClick={() => setShown(Math.min(MOST, shown + AT_ONCE))}>
            Show more of them
          </Button>
        </Group>
      )}
      {none && (
        <Empty
          icon={<IconWorkspaces />}
          title={over.data?.items.length === 0 ? 'You have no workspace yet' : 'None of yours is alive'}
          action={
            me.has('REQUESTER') && (
              <LinkButton to="/" variant="light">
                Choose a template
              </LinkButton>
            )
          }
        >
          A workspace is a small computer of your own for one piece of work. It is ready within seconds, cut off from
          everything else, and gone without a trace when you are done.
        </Empty>
      )}
      {over.data && (over.data.items.length > 0 || cursor !== undefined) && (
        <Stack gap="xs" component="section" aria-labelledby="over">
          <Group justify="space-between">
            <Title order={2} size="h5" id="over">
              Over
            </Title>
            <Text size="xs" c="dimmed">
              The receipt of each proves that everything is gone.
            </Text>
          </Group>
          <div className="panel table">
            <Table verticalSpacing={6} highlightOnHover>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Workspace</Table.Th>
                  <Table.Th>Reason</Table.Th>
                  <Table.Th>How it ended</Table.Th>
                  <Table.Th>When</Table.Th>
                  <Table.Th ta="right">Cost</Table.Th>
                  <Table.Th>
                    <span className="skip">Receipt</span>
                  </Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {over.data.items.map((workspace) => (
                  <Table.Tr key={workspace.id}>
                    <Table.Td className="nowrap">
                      <Link to="/workspaces/$id" params={{ id: workspace.id }} size="sm">
                        <Name>{workspace.template}</Name>
                      </Link>
                      <Text size="xs" c="dimmed">
                        <Code>{workspace.id}</Code>
                      </Text>
                    </Table.Td>
                    <Table.Td>
                      <span className="one-line">
                        <Name>{workspace.reason}</Name>
                      </span>
                    </Table.Td>
                    <Table.Td>
                      <StateBadges workspace={workspace} />
                    </Table.Td>
                    <Table.Td className="nowrap">
                      <When at={workspace.ending?.at ?? workspace.requestedAt} />
                    </Table.Td>
                    <Table.Td ta="right" className="nowrap">
                      {money(workspace.costSoFar, workspace.currency)}
                    </Table.Td>
                    <Table.Td className="nowrap">
                      <Link to="/workspaces/$id/receipt" params={{ id: workspace.id }} size="sm">
                        Receipt
                      </Link>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </div>
          <Pager to="/workspaces" cursor={cursor} next={over.data.next} />
        </Stack>
      )}
    </Page>
  );
}
