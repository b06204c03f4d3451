import { Button, Group, NativeSelect, Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { auditQuery } from '../api/queries';
import type { EventType } from '../api/types';
import { IconTimeline } from '../icons';
import { EventBadge } from '../parts/Badges';
import { Link } from '../parts/Link';
import { Page } from '../parts/Page';
import { Pager } from '../parts/Pager';
import { SearchField } from '../parts/SearchField';
import { Empty, Trouble, Waiting } from '../parts/States';
import { Code, Name } from '../parts/Text';
import { Sentence, When } from '../parts/Time';
import { useMe } from '../session';
import { EVENTS } from '../words';

/** Everything that happened, in all workspaces. */
export function Audit() {
  const me = useMe();
  const search = useSearch({ from: '/audit' });
  const navigate = useNavigate({ from: '/audit' });
  const { type, ...rest } = search;
  const may = me.has('AUDITOR', 'OPERATOR');
  const { data, error, isPending, refetch } = useQuery({
    ...auditQuery({ ...rest, ...(type === undefined ? {} : { type: [type] }) }),
    enabled: may,
  });
  const change = (next: Record<string, string | undefined>) =>
    void navigate({
      search: (before) =>
        Object.fromEntries(
          Object.entries({ ...before, cursor: undefined, ...next }).filter(
            ([, value]) => value !== undefined && value !== '',
          ),
        ),
      replace: true,
    });
  const filtered = search.actor !== undefined || search.workspace !== undefined || type !== undefined;

  if (!may) {
    return (
      <Page title="Audit log">
        <Empty icon={<IconTimeline />} title="The audit log is for auditors and operators">
          What happened to one workspace stands in its history.
        </Empty>
      </Page>
    );
  }
  return (
    <Page wide title="Audit log" about="Newest first. The database refuses to change or delete any of it.">
      <Group className="panel filters" gap="sm" align="flex-end" component="search">
        <SearchField
          label="Workspace"
          placeholder="ws-…"
          value={search.workspace ?? ''}
          maxLength={40}
          search={(typed) => change({ workspace: typed })}
        />
        <SearchField
          label="Who"
          placeholder="alice, or mayfly"
          value={search.actor ?? ''}
          maxLength={128}
          search={(typed) => change({ actor: typed })}
        />
        <NativeSelect
          label="What"
          data={[
            { value: '', label: 'Anything' },
            ...(Object.keys(EVENTS) as EventType[]).map((each) => ({ value: each, label: EVENTS[each].label })),
          ]}
          value={type ?? ''}
          onChange={(event) => change({ type: event.currentTarget.value })}
        />
        {filtered && (
          <Button variant="subtle" onClick={() => change({ workspace: undefined, actor: undefined, type: undefined })}>
            Show all
          </Button>
        )}
      </Group>
      {isPending && <Waiting />}
      {error && <Trouble error={error} retry={() => void refetch()} />}
      {data?.items.length === 0 && (
        <Empty icon={<IconTimeline />} title={filtered ? 'Nothing is like that' : 'Nothing has happened yet'}>
          {filtered ? 'Take a filter away to see more.' : 'Each request, decision, file and removal will stand here.'}
        </Empty>
      )}
      {data !== undefined && data.items.length > 0 && (
        <div className="panel table">
          <Table verticalSpacing={5} highlightOnHover aria-label="Audit log">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>No.</Table.Th>
                <Table.Th>When</Table.Th>
                <Table.Th>What</Table.Th>
                <Table.Th>Who</Table.Th>
                <Table.Th>Workspace</Table.Th>
                <Table.Th>In words</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.items.map((event) => (
                <Table.Tr key={event.id}>
                  <Table.Td c="dimmed">{event.id}</Table.Td>
                  <Table.Td className="nowrap">
                    <When at={event.at} />
                  </Table.Td>
                  <Table.Td>
                    <EventBadge type={event.type} />
                  </Table.Td>
                  <Table.Td>
                    <Name>{event.actor}</Name>
                  </Table.Td>
                  <Table.Td className="nowrap">
                    {event.workspace !== undefined && (
                      <Link to="/workspaces/$id" params={{ id: event.workspace }} size="sm">
                        <Code>{event.workspace}</Code>
                      </Link>
                    )}
                  </Table.Td>
                  <Table.Td>
                    <span className="clamp">
                      <Sentence>{event.message}</Sentence>
                    </span>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      <Pager to="/audit" cursor={search.cursor} next={data?.next} />
    </Page>
  );
}
