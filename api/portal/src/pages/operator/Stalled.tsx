import { useQuery } from '@tanstack/react-query';
import { workspacesQuery } from '../../api/queries';
import { IconCheck } from '../../icons';
import { Page } from '../../parts/Page';
import { Empty, Trouble, Waiting } from '../../parts/States';
import { WorkspaceTable } from '../WorkspaceTable';

/** Where removal has left something behind so often that a person must look. */
export function Stalled() {
  const { data, error, isPending, refetch } = useQuery(workspacesQuery({ stalled: true, limit: 100 }));
  return (
    <Page
      wide
      title="Stalled teardown"
      about="Removal was tried at least six times and found something left. It goes on by itself, every 15 minutes, for ever."
    >
      {isPending && <Waiting />}
      {error && <Trouble error={error} retry={() => void refetch()} />}
      {data?.items.length === 0 && (
        <Empty icon={<IconCheck />} title="Nothing is stalled">
          When something cannot be removed, it shows here, with what stands in the way under Holdings. Mend that, and
          removal succeeds by itself.
        </Empty>
      )}
      {data !== undefined && data.items.length > 0 && (
        <WorkspaceTable workspaces={data.items} label="Workspaces whose teardown has stalled" />
      )}
    </Page>
  );
}
