import { Button, Stack, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { historyQuery } from '../../api/queries';
import { EventBadge } from '../../parts/Badges';
import { Trouble, Waiting } from '../../parts/States';
import { Name } from '../../parts/Text';
import { Sentence, When } from '../../parts/Time';
import { added } from '../../live/events';
import { useHere } from './context';

/** Everything that happened to a workspace, and what still does. */
export function HistoryPage() {
  const { workspace, followed } = useHere();
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery(
    historyQuery(workspace.id),
  );
  // The stream begins with the first event, too; until it has caught up, the pages lead.
  const read = data?.pages.flatMap((page) => page.items) ?? [];
  const events = followed.events.length >= read.length ? followed.events : followed.events.reduce(added, read);
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        These events stand in the audit log, which is only ever added to.
      </Text>
      {isPending && events.length === 0 && <Waiting />}
      {error && <Trouble error={error} retry={() => void refetch()} />}
      {/* Nothing in it takes the focus, and on a narrow page it has to be scrolled sideways by the keyboard, too. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className="panel table" tabIndex={0} aria-label="History">
        <Table verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>When</Table.Th>
              <Table.Th>What</Table.Th>
              <Table.Th>Who</Table.Th>
              <Table.Th>In words</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {[...events].reverse().map((event) => (
              <Table.Tr key={event.id}>
                <Table.Td className="nowrap">
                  <When at={event.at} />
                </Table.Td>
                <Table.Td>
                  <EventBadge type={event.type} />
                </Table.Td>
                <Table.Td>
                  <Name>{event.actor}</Name>
                </Table.Td>
                <Table.Td>
                  <Sentence>{event.message}</Sentence>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </section>
      {hasNextPage && followed.events.length < read.length && (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Read on
        </Button>
      )}
    </Stack>
  );
}
