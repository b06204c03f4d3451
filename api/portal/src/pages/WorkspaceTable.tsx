import { Table, Text, Tooltip, Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { installationQuery } from '../api/queries';
import type { Workspace } from '../api/types';
import { IconExternal } from '../icons';
import { RiskBadge, StateBadges } from '../parts/Badges';
import { Link } from '../parts/Link';
import { Code, Name } from '../parts/Text';
import { Countdown, When } from '../parts/Time';
import { useMe } from '../session';
import { money } from '../text';

/** Where Temporal's own page shows the life of a workspace; nothing for whoever may not know. */
export function useTemporalLink(): (workspace: string) => string | undefined {
  const me = useMe();
  const { data } = useQuery({ ...installationQuery, enabled: me.has('OPERATOR', 'AUDITOR') });
  return (workspace) =>
    data?.temporal.ui === undefined
      ? undefined
      : `${data.temporal.ui.replace(/\/$/, '')}/namespaces/${encodeURIComponent(data.temporal.namespace)}` +
        `/workflows/${encodeURIComponent(`workspace/${workspace}`)}`;
}

/** Workspaces of many people, one a line. */
export function WorkspaceTable({ workspaces, label }: { workspaces: readonly Workspace[]; label: string }) {
  const temporal = useTemporalLink();
  return (
    <div className="panel table">
      <Table verticalSpacing={6} highlightOnHover aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Workspace</Table.Th>
            <Table.Th>Requester</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Risk</Table.Th>
            <Table.Th>Reason</Table.Th>
            <Table.Th>Requested</Table.Th>
            <Table.Th>Lease ends</Table.Th>
            <Table.Th ta="right">Cost</Table.Th>
            <Table.Th>
              <span className="skip">Temporal</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {workspaces.map((workspace) => {
            const life = temporal(workspace.id);
            return (
              <Table.Tr key={workspace.id}>
                <Table.Td className="nowrap">
                  <Link to="/workspaces/$id" params={{ id: workspace.id }} size="sm">
                    <Code>{workspace.id}</Code>
                  </Link>
                  <Text size="xs" c="dimmed">
                    <Name>{workspace.template}</Name>
                  </Text>
                </Table.Td>
                <Table.Td>
                  <Name>{workspace.requester}</Name>
                </Table.Td>
                <Table.Td>
                  <StateBadges workspace={workspace} />
                </Table.Td>
                <Table.Td>{workspace.risk && <RiskBadge risk={workspace.risk} />}</Table.Td>
                <Table.Td>
                  <span className="one-line" title={workspace.reason}>
                    <Name>{workspace.reason}</Name>
                  </span>
                </Table.Td>
                <Table.Td className="nowrap">
                  <When at={workspace.requestedAt} style="ago" />
                </Table.Td>
                <Table.Td className="nowrap">
                  {workspace.lease === undefined ? (
                    ''
                  ) : workspace.ending ? (
                    <When at={workspace.ending.at} style="clock" />
                  ) : (
                    <>
                      in <Countdown to={workspace.lease.endsAt} />
                    </>
                  )}
                </Table.Td>
                <Table.Td ta="right" className="nowrap">
                  {money(workspace.costSoFar, workspace.currency)}
                </Table.Td>
                <Table.Td>
                  {life !== undefined && (
                    <Tooltip label="Its workflow in Temporal">
                      <Anchor
                        href={life}
                        target="_blank"
                        rel="noreferrer"
                        aria-label={`The workflow of ${workspace.id} in Temporal`}
                      >
                        <IconExternal size={16} aria-hidden />
                      </Anchor>
                    </Tooltip>
                  )}
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </div>
  );
}
