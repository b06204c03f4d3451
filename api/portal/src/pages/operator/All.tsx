import { Button, Group, MultiSelect, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { templatesQuery, workspacesQuery } from '../../api/queries';
import { IconWorkspaces } from '../../icons';
import { Page } from '../../parts/Page';
import { Pager } from '../../parts/Pager';
import { SearchField } from '../../parts/SearchField';
import { Empty, Trouble, Waiting } from '../../parts/States';
import { useMe } from '../../session';
import { PHASES, PHASE_ORDER } from '../../words';
import { WorkspaceTable } from '../WorkspaceTable';

const ID = /^ws-[a-z0-9]{12}$/;

/** All workspaces: what is asked of the list stands in the address. */
export function All() {
  const me = useMe();
  const search = useSearch({ from: '/operator' });
  const navigate = useNavigate({ from: '/operator' });
  const templates = useQuery(templatesQuery);
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery({
    ...workspacesQuery({ limit: 50, ...search }),
    enabled: me.has('APPROVER', 'OPERATOR', 'AUDITOR'),
  });

  const change = (next: Partial<typeof search>) =>
    void navigate({
      search: (before) =>
        Object.fromEntries(
          Object.entries({ ...before, cursor: undefined, ...next }).filter(
            ([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
          ),
        ),
      replace: true,
    });
  const find = (typed: string) => {
    const wanted = typed.toLowerCase();
    if (ID.test(wanted)) void navigate({ to: '/workspaces/$id', params: { id: wanted } });
    else change({ requester: wanted });
  };

  const filtered = search.phase !== undefined || search.requester !== undefined || search.template !== undefined;
  return (
    <Page wide title="All workspaces" about="Everybody's, of all time. The filters stand in the address.">
      {!me.has('APPROVER', 'OPERATOR', 'AUDITOR') ? (
        <Empty icon={<IconWorkspaces />} title="Only yours are shown to you">
          Approvers, operators and auditors see those of everybody.
        </Empty>
      ) : (
        <>
          <Group className="panel filters" gap="sm" align="flex-end" component="search">
            <MultiSelect
              label="Phase"
              placeholder={search.phase === undefined ? 'Any' : ''}
              data={PHASE_ORDER.map((phase) => ({ value: phase, label: PHASES[phase].label }))}
              value={[...(search.phase ?? [])]}
              onChange={(phases) => change({ phase: phases })}
              clearable
              clearButtonProps={{ 'aria-label': 'Any phase' }}
              w={{ base: '100%', xs: 300 }}
            />
            <NativeSelect
              label="Template"
              data={[
                { value: '', label: 'Any' },
                ...(templates.data?.items.map(({ name }) => ({ value: name, label: name })) ?? []),
              ]}
              value={search.template ?? ''}
              onChange={(event) => change({ template: event.currentTarget.value })}
            />
            <SearchField
              label="Requester, or id of a workspace"
              placeholder="alice, or ws-…"
              value={search.requester ?? ''}
              maxLength={128}
              search={find}
            />
            <NativeSelect
              label="Order"
              data={[
                { value: 'NEWEST', label: 'Newest first' },
                { value: 'OLDEST', label: 'Oldest first' },
                { value: 'ENDING', label: 'Ending soonest' },
              ]}
              value={search.order ?? 'NEWEST'}
              onChange={(event) => {
                const order = event.currentTarget.value as 'NEWEST' | 'OLDEST' | 'ENDING';
                change({ order: order === 'NEWEST' ? undefined : order });
              }}
            />
            {filtered && (
              <Button
                variant="subtle"
                onClick={() => change({ phase: undefined, template: undefined, requester: undefined })}
              >
                Show all
              </Button>
            )}
          </Group>
          {isPending && <Waiting />}
          {error && <Trouble error={error} retry={() => void refetch()} />}
          {data?.items.length === 0 && (
            <Empty icon={<IconWorkspaces />} title={filtered ? 'None is like that' : 'There is none yet'}>
              {filtered
                ? 'Take a filter away to see more.'
                : 'As soon as somebody asks for a workspace, it stands here, and stays after its end.'}
            </Empty>
          )}
          {data !== undefined && data.items.length > 0 && (
            <div style={{ opacity: isPlaceholderData ? 0.6 : 1 }} aria-busy={isPlaceholderData}>
              <WorkspaceTable workspaces={data.items} label="All workspaces" />
            </div>
          )}
          <Pager to="/operator" cursor={search.cursor} next={data?.next} />
        </>
      )}
    </Page>
  );
}
