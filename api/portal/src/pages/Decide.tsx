import { Alert, Button, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { api, sure } from '../api/client';
import { workspaceQuery } from '../api/queries';
import type { Workspace } from '../api/types';
import { Confirm } from '../parts/Confirm';
import { useMe } from '../session';

/** Yes or no to a request, with the reason; never to one's own. */
export function DecideButtons({ workspace }: { workspace: Workspace }) {
  const me = useMe();
  const client = useQueryClient();
  const [approving, approve] = useDisclosure();
  const [denying, deny] = useDisclosure();
  const key = useRef(crypto.randomUUID());

  if (workspace.requester === me.user) {
    return <Alert color="gray">Nobody decides about their own request.</Alert>;
  }
  const mine = workspace.decisions.find(({ by }) => by === me.user);
  if (mine) {
    return <Alert color="gray">You have {mine.verdict.toLowerCase()} it already. Others still have to decide.</Alert>;
  }

  const decide = async (verdict: 'APPROVED' | 'DENIED', reason: string) => {
    const decided = await sure(
      api.POST('/v1/workspaces/{id}/decisions', {
        params: { path: { id: workspace.id }, header: { 'Idempotency-Key': key.current } },
        body: { verdict, reason },
      }),
    );
    client.setQueryData(workspaceQuery(workspace.id).queryKey, decided);
    void client.invalidateQueries({ queryKey: ['workspaces'] });
    void client.invalidateQueries({ queryKey: ['explanation', workspace.id] });
    notifications.show({
      color: verdict === 'APPROVED' ? 'teal' : 'orange',
      message:
        verdict === 'APPROVED'
          ? `Approved: ${decided.approvals} of ${decided.approvalsNeeded ?? 0} given.`
          : 'Denied. The requester is told why.',
    });
  };

  return (
    <Group gap="xs">
      <Button color="teal" onClick={approve.open}>
        Approve
      </Button>
      <Button color="red" variant="light" onClick={deny.open}>
        Deny
      </Button>
      <Confirm
        opened={approving}
        close={approve.close}
        title={`Approve ${workspace.id}?`}
        label="Approve it"
        color="teal"
        reason={{ label: 'Remark (optional)', required: false }}
        act={(reason) => decide('APPROVED', reason)}
      >
        {workspace.requester} gets {workspace.template}
        {(workspace.approvalsNeeded ?? 1) - workspace.approvals > 1 ? ' once others have approved, too.' : ' at once.'}
      </Confirm>
      <Confirm
        opened={denying}
        close={deny.close}
        title={`Deny ${workspace.id}?`}
        label="Deny it"
        reason={{ label: 'Why? The requester reads it.', required: true }}
        act={(reason) => decide('DENIED', reason)}
      >
        One no is enough. The request ends, and nothing is made.
      </Confirm>
    </Group>
  );
}
