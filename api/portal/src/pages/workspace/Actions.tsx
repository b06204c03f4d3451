import { Button, Group, Menu, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { api, sure } from '../../api/client';
import { advice, problemOf } from '../../api/problem';
import { templatesQuery, workspaceQuery } from '../../api/queries';
import type { Deadline, Workspace } from '../../api/types';
import { toIso, words } from '../../duration';
import { costOf, extendable, handyExtension } from '../../explain';
import { IconClock, IconPower, IconSnowflake, IconFlame } from '../../icons';
import { Confirm } from '../../parts/Confirm';
import { DurationField } from '../../parts/DurationField';
import { Trouble } from '../../parts/States';
import { useMe } from '../../session';
import { money, visible } from '../../text';
import { useTitle } from '../WorkspaceCards';

function useChange(workspace: Workspace) {
  const client = useQueryClient();
  return useCallback(
    (changed: Workspace) => {
      client.setQueryData(workspaceQuery(workspace.id).queryKey, changed);
      void client.invalidateQueries({ queryKey: ['explanation', workspace.id] });
      void client.invalidateQueries({ queryKey: ['workspaces'] });
    },
    [client, workspace.id],
  );
}

export function complain(error: unknown, title: string) {
  const problem = problemOf(error);
  notifications.show({
    color: 'red',
    title,
    message: `${visible(problem.message)} ${advice(problem)}`,
    autoClose: 12_000,
  });
}

/** One click when the end is near: a little more time, or a sign of life where only that is lacking. */
export function ExtendHandy({ workspace, end }: { workspace: Workspace; end: Deadline | undefined }) {
  const me = useMe();
  const change = useChange(workspace);
  const client = useQueryClient();
  const by = handyExtension(workspace);
  const key = useRef(crypto.randomUUID());
  const extend = useMutation({
    mutationFn: () =>
      sure(
        api.POST('/v1/workspaces/{id}/extensions', {
          params: { path: { id: workspace.id }, header: { 'Idempotency-Key': key.current } },
          body: { longer: toIso(by) },
        }),
      ),
    onSuccess: (changed) => {
      key.current = crypto.randomUUID();
      change(changed);
      notifications.show({ color: 'teal', message: `It lives ${words(by)} longer.` });
    },
    onError: (error) => complain(error, 'It was not extended'),
  });
  const touch = useMutation({
    mutationFn: () => sure(api.POST('/v1/workspaces/{id}/touch', { params: { path: { id: workspace.id } } })),
    onSuccess: () => {
      setTimeout(() => void client.invalidateQueries({ queryKey: ['explanation', workspace.id] }), 400);
      notifications.show({ color: 'teal', message: 'The time without use starts anew.' });
    },
    onError: (error) => complain(error, 'That did not reach it'),
  });

  const own = workspace.requester === me.user;
  if (end?.kind === 'IDLE' && own) {
    return (
      <Button size="xs" loading={touch.isPending} onClick={() => touch.mutate()}>
        I still need it
      </Button>
    );
  }
  if (end?.kind === 'EXPIRY' && (own || me.has('OPERATOR')) && by >= 1_000) {
    return (
      <Button size="xs" loading={extend.isPending} onClick={() => extend.mutate()}>
        Extend by {words(by)}
      </Button>
    );
  }
  return null;
}

/** All that can be done with a workspace as a whole. */
export function Actions({ workspace }: { workspace: Workspace }) {
  const me = useMe();
  const own = workspace.requester === me.user;
  const change = useChange(workspace);
  const [extending, extendBox] = useDisclosure();
  const [ending, endBox] = useDisclosure();

  const stillness = useMutation({
    mutationFn: (what: 'freeze' | 'thaw') =>
      sure(api.POST(`/v1/workspaces/{id}/${what}`, { params: { path: { id: workspace.id } } })),
    onSuccess: (changed) => {
      change(changed);
      notifications.show({
        color: 'teal',
        message: changed.frozen
          ? 'It is frozen: its programs stand still, and its lease goes on.'
          : 'Its programs go on.',
      });
    },
    onError: (error) => complain(error, 'That did not work'),
  });

  const alive = workspace.phase !== 'CLOSED' && !workspace.ending && workspace.phase !== 'DESTROYING';
  if (!alive) return null;
  const keeps = own || me.has('OPERATOR');
  const inUse = workspace.phase === 'IN_USE';
  return (
    <Group gap="xs">
      {keeps && inUse && (
        <Button
          variant="default"
          leftSection={<IconClock size={16} />}
          onClick={extendBox.open}
          disabled={extendable(workspace) === 0}
          title={extendable(workspace) === 0 ? 'It has its longest lease already' : undefined}
        >
          Extend
        </Button>
      )}
      {keeps && inUse && (
        <Menu>
          <Menu.Target>
            <Button
              variant="default"
              loading={stillness.isPending}
              leftSection={workspace.frozen ? <IconFlame size={16} /> : <IconSnowflake size={16} />}
            >
              {workspace.frozen ? 'Thaw' : 'Freeze'}
            </Button>
          </Menu.Target>
          <Menu.Dropdown maw={300}>
            <Menu.Label>
              {workspace.frozen
                ? 'Its programs go on where they stood.'
                : 'Its programs stand still until it is thawed. Its lease goes on, and so does its price.'}
            </Menu.Label>
            <Menu.Item onClick={() => stillness.mutate(workspace.frozen ? 'thaw' : 'freeze')}>
              {workspace.frozen ? 'Thaw it now' : 'Freeze it now'}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      {(own || me.has('APPROVER', 'OPERATOR')) && (
        <Button color="red" variant="light" leftSection={<IconPower size={16} />} onClick={endBox.open}>
          End
        </Button>
      )}
      <ExtendBox workspace={workspace} opened={extending} close={extendBox.close} changed={change} />
      <Confirm
        opened={ending}
        close={endBox.close}
        title={`End ${workspace.id}?`}
        label="End it"
        reason={{ label: own ? 'Why (optional)' : `Why? ${workspace.requester} will read it.`, required: !own }}
        act={async (reason) =>
          change(
            await sure(
              api.POST('/v1/workspaces/{id}/end', { params: { path: { id: workspace.id } }, body: { reason } }),
            ),
          )
        }
      >
        {workspace.phase === 'AWAITING_APPROVAL'
          ? 'The request is taken back. Nothing was made for it yet.'
          : 'Everything in it is removed and cannot be brought back. Take out of the outbox what is still needed.'}
      </Confirm>
    </Group>
  );
}

function ExtendBox({
  workspace,
  opened,
  close,
  changed,
}: {
  workspace: Workspace;
  opened: boolean;
  close: () => void;
  changed: (workspace: Workspace) => void;
}) {
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={`Extend ${workspace.id}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <ExtendForm workspace={workspace} close={close} changed={changed} />
    </Modal>
  );
}

function ExtendForm({
  workspace,
  close,
  changed,
}: {
  workspace: Workspace;
  close: () => void;
  changed: (workspace: Workspace) => void;
}) {
  const title = useTitle(workspace.template);
  const most = extendable(workspace);
  const [by, setBy] = useState<number | undefined>(handyExtension(workspace));
  const [reason, setReason] = useState('');
  const key = useRef(crypto.randomUUID());
  const price = useQuery(templatesQuery).data?.items.find(({ name }) => name === workspace.template)?.pricePerHour ?? 0;
  const extend = useMutation({
    mutationFn: (longer: number) =>
      sure(
        api.POST('/v1/workspaces/{id}/extensions', {
          params: { path: { id: workspace.id }, header: { 'Idempotency-Key': key.current } },
          body: { longer: toIso(longer), reason: reason.trim() },
        }),
      ),
    onSuccess: (now) => {
      changed(now);
      close();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (by !== undefined) extend.mutate(by);
      }}
    >
      <Stack gap="sm">
        <DurationField
          label="How much longer?"
          description={`${title} allows ${words(most)} more.`}
          usual={handyExtension(workspace)}
          longest={most}
          value={by}
          change={setBy}
        />
        <TextInput
          label="Why (optional)"
          value={reason}
          maxLength={2_000}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {by !== undefined && price > 0 && (
          <Text size="xs" c="dimmed">
            That costs about {money(costOf(price, by), workspace.currency)} more.
          </Text>
        )}
        {extend.error && <Trouble error={extend.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" disabled={by === undefined} loading={extend.isPending}>
            Extend
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
