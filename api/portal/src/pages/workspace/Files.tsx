import { ActionIcon, Anchor, Button, Grid, Group, Progress, Stack, Table, Text, Title, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ProblemError, problemOf } from '../../api/problem';
import { fetching } from '../../api/client';
import { outboxQuery, snapshotsQuery } from '../../api/queries';
import type { OutboxFile, Workspace } from '../../api/types';
import { IconDownload, IconFileIn, IconRefresh } from '../../icons';
import { digestOf, hashOf, refusal } from '../../live/upload';
import { upload } from '../../live/uploads';
import { Dropzone } from '../../parts/Dropzone';
import { Empty, Trouble, Waiting } from '../../parts/States';
import { Code, Copy, Name } from '../../parts/Text';
import { When } from '../../parts/Time';
import { bytes } from '../../text';
import { useMe } from '../../session';
import { useHere } from './context';

/** Larger ones are left to the browser, which writes them to disk as they come; then nothing checks them here. */
const IN_MEMORY = 256 * 1024 * 1024;

export function Files() {
  const { workspace, own } = useHere();
  const me = useMe();
  const usable = workspace.phase === 'IN_USE' && !workspace.ending && !workspace.frozen;
  return (
    <Stack gap="md">
      {own && usable && <Both workspace={workspace} />}
      {!(own && usable) && (
        <Empty
          icon={<IconFileIn />}
          title={
            !own
              ? 'Its files are for its requester alone'
              : workspace.frozen
                ? 'It is frozen'
                : workspace.ending
                  ? 'Its files are gone'
                  : 'It is not in use yet'
          }
        >
          {!own
            ? 'Nobody else brings files in or takes them out. The history says what went in and out, by name and size.'
            : workspace.frozen
              ? 'Thaw it to bring files in or take them out.'
              : workspace.ending
                ? 'What was kept on purpose is listed below.'
                : 'Files can be brought in as soon as it is ready.'}
        </Empty>
      )}
      {(own || me.has('OPERATOR', 'AUDITOR')) && <Kept workspace={workspace} />}
    </Stack>
  );
}

function Both({ workspace }: { workspace: Workspace }) {
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, md: 5 }}>
        <Inbox workspace={workspace} />
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 7 }}>
        <Outbox workspace={workspace} />
      </Grid.Col>
    </Grid>
  );
}

function Inbox({ workspace }: { workspace: Workspace }) {
  const { template } = useHere();
  const [refused, setRefused] = useState<readonly string[]>([]);
  if (template?.upload === false) {
    return (
      <section className="panel">
        <Title order={2} size="h5">
          Files in
        </Title>
        <Text size="sm">This template lets no files in.</Text>
      </section>
    );
  }
  const largest = template?.maxFileBytes ?? Number.MAX_SAFE_INTEGER;
  const take = (files: File[]) => {
    const because: string[] = [];
    const fine = files.filter((file) => {
      const why = refusal(file, largest);
      if (why !== undefined) because.push(`${file.name} ${why}.`);
      return why === undefined;
    });
    setRefused(because);
    if (fine.length > 0) upload(workspace.id, fine);
  };
  return (
    <Stack gap="sm" component="section" className="panel" aria-labelledby="inbox">
      <Title order={2} size="h5" id="inbox">
        Files in
      </Title>
      <Dropzone
        take={take}
        hint={`Or drag them here. ${template ? `Up to ${bytes(template.maxFileBytes)} each. ` : ''}They lie in ~/inbox then.`}
      />
      {refused.map((why) => (
        <Text key={why} size="sm" c="red" role="alert">
          <Name>{why}</Name>
        </Text>
      ))}
      <Text size="xs" c="dimmed">
        Each file is hashed here first (SHA-256), and the server refuses what arrives otherwise.
      </Text>
    </Stack>
  );
}

function Outbox({ workspace }: { workspace: Workspace }) {
  const { template } = useHere();
  const { data, error, isPending, isFetching, refetch } = useQuery(outboxQuery(workspace.id));
  return (
    <Stack gap="sm" component="section" className="panel" aria-labelledby="outbox">
      <Group justify="space-between">
        <Title order={2} size="h5" id="outbox">
          Files out
        </Title>
        <Button
          size="xs"
          variant="default"
          loading={isFetching}
          leftSection={<IconRefresh size={14} />}
          onClick={() => void refetch()}
        >
          Look again
        </Button>
      </Group>
      {template?.download === false && <Text size="sm">This template lets nothing out; its outbox stays shut.</Text>}
      {isPending && <Waiting />}
      {error && <Trouble error={error} retry={() => void refetch()} />}
      {data?.items.length === 0 && (
        <Text size="sm" c="dimmed">
          The outbox is empty. What is put into ~/outbox inside shows here.
        </Text>
      )}
      {data !== undefined && data.items.length > 0 && (
        <Table verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th ta="right">Size</Table.Th>
              <Table.Th>Changed</Table.Th>
              <Table.Th>
                <span className="skip">Take it out</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.items.map((file) => (
              <FileRow key={file.name} workspace={workspace} file={file} allowed={template?.download !== false} />
            ))}
          </Table.Tbody>
        </Table>
      )}
      <Text size="xs" c="dimmed">
        Looking into the outbox counts as use, so this list is not refreshed by itself.
      </Text>
    </Stack>
  );
}

type Taking =
  | { readonly kind: 'no' }
  | { readonly kind: 'coming'; readonly share: number }
  | { readonly kind: 'taken'; readonly sha256: string }
  | { readonly kind: 'failed'; readonly error: unknown };

function FileRow({ workspace, file, allowed }: { workspace: Workspace; file: OutboxFile; allowed: boolean }) {
  const [taking, setTaking] = useState<Taking>({ kind: 'no' });
  const url = `/v1/workspaces/${encodeURIComponent(workspace.id)}/outbox/${encodeURIComponent(file.name)}`;
  const take = async () => {
    setTaking({ kind: 'coming', share: 0 });
    try {
      const sha256 = await takeOut(url, file, (share) => setTaking({ kind: 'coming', share }));
      setTaking({ kind: 'taken', sha256 });
    } catch (error) {
      setTaking({ kind: 'failed', error });
    }
  };
  return (
    <Table.Tr>
      <Table.Td>
        <Name>{file.name}</Name>
        {taking.kind === 'coming' && (
          <Progress value={taking.share * 100} size="sm" mt={4} aria-label={`${file.name} is taken out`} />
        )}
        {taking.kind === 'taken' && (
          <Text size="xs" c="dimmed" role="status">
            SHA-256 checked: <Code short={16}>{taking.sha256}</Code>
            <Copy text={taking.sha256} what="the SHA-256" />
          </Text>
        )}
        {taking.kind === 'failed' && (
          <Text size="xs" c="red" role="alert">
            {problemOf(taking.error).message}
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right" className="nowrap">
        {bytes(file.bytes)}
      </Table.Td>
      <Table.Td className="nowrap">
        <When at={file.modifiedAt} style="ago" />
      </Table.Td>
      <Table.Td ta="right">
        {!allowed ? null : file.bytes > IN_MEMORY ? (
          <Anchor href={url} download={file.name} size="sm">
            Take out
          </Anchor>
        ) : (
          <Tooltip label="Take it out">
            <ActionIcon
              variant="light"
              aria-label={`Take out ${file.name}`}
              loading={taking.kind === 'coming'}
              onClick={() => void take()}
            >
              <IconDownload size={16} />
            </ActionIcon>
          </Tooltip>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

/** Fetches a file, holds it to the digest that came with it, and only then gives it to the browser to keep. */
async function takeOut(url: string, file: OutboxFile, progress: (share: number) => void): Promise<string> {
  const response = await fetching(url);
  if (!response.ok || !response.body) throw await ProblemError.of(response);
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let had = 0;
  const total = Math.max(1, Number(response.headers.get('Content-Length') ?? file.bytes));
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    pieces.push(value);
    had += value.length;
    progress(Math.min(1, had / total));
  }
  const content = await new Blob(pieces).arrayBuffer();
  const sha256 = hashOf(content);
  const told = digestOf(response.headers.get('Repr-Digest'));
  if (told !== undefined && told !== sha256) {
    throw ProblemError.from(0, {
      code: 'PROVIDER_FAILED',
      detail: 'What came is not what was sent. Take it out again.',
    });
  }
  const address = URL.createObjectURL(new Blob([content], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return sha256;
}

function Kept({ workspace }: { workspace: Workspace }) {
  const { data } = useQuery(snapshotsQuery(workspace.id));
  if (!data || data.items.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="kept">
      <Title order={2} size="h5" id="kept" mb="xs">
        What was kept
      </Title>
      <Table verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>What</Table.Th>
            <Table.Th ta="right">Size</Table.Th>
            <Table.Th>When</Table.Th>
            <Table.Th>SHA-256</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.items.map((snapshot) => (
            <Table.Tr key={snapshot.id}>
              <Table.Td>{snapshot.step}</Table.Td>
              <Table.Td ta="right">{bytes(snapshot.bytes)}</Table.Td>
              <Table.Td>
                <When at={snapshot.takenAt} />
              </Table.Td>
              <Table.Td>
                <Code short={16} copy>
                  {snapshot.sha256}
                </Code>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="xs" c="dimmed" mt="xs">
        Archives stay on the host; an operator gives them out.
      </Text>
    </section>
  );
}
