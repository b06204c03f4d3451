import { List, SegmentedControl, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { holdingsQuery } from '../../api/queries';
import { IconArchive } from '../../icons';
import { HoldingBadge } from '../../parts/Badges';
import { Link } from '../../parts/Link';
import { Page } from '../../parts/Page';
import { Pager } from '../../parts/Pager';
import { Empty, Trouble, Waiting } from '../../parts/States';
import { Code, Name, Words } from '../../parts/Text';
import { When } from '../../parts/Time';
import { useMe } from '../../session';
import { count } from '../../text';

/** The ledger: everything that is held, or may be. */
export function Holdings() {
  const me = useMe();
  const search = useSearch({ from: '/operator/holdings' });
  const navigate = useNavigate({ from: '/operator/holdings' });
  const { all, ...filter } = search;
  const { data, error, isPending, refetch } = useQuery({
    ...holdingsQuery({ ...filter, ...(all === true ? {} : { state: ['INTENT', 'LIVE', 'REMOVING'] as const }) }),
    enabled: me.has('OPERATOR', 'AUDITOR'),
  });
  if (!me.has('OPERATOR', 'AUDITOR')) {
    return (
      <Page title="Holdings">
        <Empty icon={<IconArchive />} title="The ledger is for operators and auditors">
          What is made for one workspace stands on its own page.
        </Empty>
      </Page>
    );
  }
  return (
    <Page
      wide
      title="Holdings"
      about="A row is written before the first call that could make the thing, and closes only with evidence of its absence."
      actions={
        <SegmentedControl
          aria-label="Which holdings"
          data={[
            { value: 'held', label: 'Held' },
            { value: 'all', label: 'Gone as well' },
          ]}
          value={all === true ? 'all' : 'held'}
          onChange={(which) => void navigate({ search: which === 'all' ? { all: true } : {}, replace: true })}
        />
      }
    >
      {isPending && <Waiting />}
      {error && <Trouble error={error} retry={() => void refetch()} />}
      {data?.items.length === 0 && (
        <Empty icon={<IconArchive />} title={all === true ? 'Nothing was ever held' : 'Nothing is held'}>
          What Mayfly makes for a workspace (a machine, a disk, an address) stands here until it is proved to be gone.
        </Empty>
      )}
      {data !== undefined && data.items.length > 0 && (
        <div className="panel table">
          <Table verticalSpacing={6} aria-label="Holdings">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Workspace</Table.Th>
                <Table.Th>What</Table.Th>
                <Table.Th>State</Table.Th>
                <Table.Th>Since</Table.Th>
                <Table.Th>What is known of it</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.items.map((holding) => (
                <Table.Tr key={`${holding.workspace}/${holding.step}`}>
                  <Table.Td className="nowrap">
                    <Link to="/workspaces/$id" params={{ id: holding.workspace }} size="sm">
                      <Code>{holding.workspace}</Code>
                    </Link>
                  </Table.Td>
                  <Table.Td className="nowrap">
                    {holding.step}
                    <Text size="xs" c="dimmed">
                      {holding.driver} on {holding.host}
                    </Text>
                  </Table.Td>
                  <Table.Td>
                    <HoldingBadge state={holding.state} />
                  </Table.Td>
                  <Table.Td className="nowrap">
                    <When
                      at={holding.goneAt ?? holding.removingAt ?? holding.madeAt ?? holding.intendedAt}
                      style="ago"
                    />
                  </Table.Td>
                  <Table.Td>
                    {holding.lastError !== undefined && (
                      <Text size="sm" c="red" component="div">
                        <b>{count(holding.failures, 'failure')}:</b> <Words lines={3}>{holding.lastError}</Words>
                      </Text>
                    )}
                    {holding.evidence.length > 0 && (
                      <details>
                        <summary>
                          <Text component="span" size="sm">
                            {count(holding.evidence.length, 'look')} found it gone
                          </Text>
                        </summary>
                        <List size="xs">
                          {holding.evidence.map((evidence) => (
                            <List.Item key={evidence}>
                              <Name>{evidence}</Name>
                            </List.Item>
                          ))}
                        </List>
                      </details>
                    )}
                    {holding.parts.length > 0 && (
                      <details>
                        <summary>
                          <Text component="span" size="sm">
                            {count(holding.parts.length, 'part')}
                          </Text>
                        </summary>
                        <List size="xs">
                          {holding.parts.map((part) => (
                            <List.Item key={`${part.kind} ${part.id}`}>
                              <Name>{part.kind}</Name> <Code>{part.id}</Code>
                            </List.Item>
                          ))}
                        </List>
                      </details>
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      <Pager to="/operator/holdings" cursor={search.cursor} next={data?.next} />
    </Page>
  );
}
