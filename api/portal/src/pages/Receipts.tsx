import { Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { workspacesQuery } from '../api/queries';
import { IconReceipt } from '../icons';
import { StateBadges } from '../parts/Badges';
import { Link } from '../parts/Link';
import { Page } from '../parts/Page';
import { Pager } from '../parts/Pager';
import { Empty, Trouble, Waiting } from '../parts/States';
import { Code, Name } from '../parts/Text';
import { When } from '../parts/Time';

/** The workspaces that are closed: each has a receipt. */
export function Receipts() {
  const { cursor } = useSearch({ from: '/receipts' });
  const { data, error, isPending, refetch } = useQuery(
    workspacesQuery({ phase: ['CLOSED'], limit: 50, ...(cursor === undefined ? {} : { cursor }) }),
  );
  return (
    <Page
      title="Receipts"
      about="One for each workspace that is closed: what was made, and how it is known to be gone."
    >
      {isPending && <Waiting />}
      {error && <Trouble error={error} retry={() => void refetch()} />}
      {data?.items.length === 0 && (
        <Empty icon={<IconReceipt />} title="There is no receipt yet">
          A receipt is written when a workspace has ended and all that was made for it is proved to be gone.
        </Empty>
      )}
      {data !== undefined && data.items.length > 0 && (
        <div className="panel table">
          <Table verticalSpacing={6} highlightOnHover aria-label="Receipts">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Receipt of</Table.Th>
                <Table.Th>Requester</Table.Th>
                <Table.Th>How it ended</Table.Th>
                <Table.Th>In words</Table.Th>
                <Table.Th>Ended</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.items.map((workspace) => (
                <Table.Tr key={workspace.id}>
                  <Table.Td className="nowrap">
                    <Link to="/workspaces/$id/receipt" params={{ id: workspace.id }} size="sm">
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
                  <Table.Td>
                    <span className="clamp">
                      <Name>{workspace.ending?.reason ?? ''}</Name>
                    </span>
                  </Table.Td>
                  <Table.Td className="nowrap">
                    <When at={workspace.ending?.at ?? workspace.requestedAt} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      <Pager to="/receipts" cursor={cursor} next={data?.next} />
    </Page>
  );
}
