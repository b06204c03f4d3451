import { ActionIcon, Button, Grid, Group, List, Stack, Text, TextInput, Textarea, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useRouter } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import { api, sure } from '../api/client';
import { problemOf } from '../api/problem';
import { templatesQuery, workspaceQuery } from '../api/queries';
import type { Template } from '../api/types';
import { fromIso, toIso, words } from '../duration';
import { costOf } from '../explain';
import { IconBook, IconTrash } from '../icons';
import { refusal } from '../live/upload';
import { upload } from '../live/uploads';
import { RiskBadge } from '../parts/Badges';
import { Dropzone } from '../parts/Dropzone';
import { DurationField } from '../parts/DurationField';
import { LinkButton } from '../parts/Link';
import { Page } from '../parts/Page';
import { Empty, Trouble, Waiting } from '../parts/States';
import { Name, Words } from '../parts/Text';
import { useMe } from '../session';
import { bytes, count, money } from '../text';
import { Capabilities, approvalWords } from './Home';

const MAX_REASON = 2_000;
const MAX_PROJECT = 100;

export function RequestPage() {
  const { name } = useParams({ from: '/templates/$name' });
  const me = useMe();
  const { data, error, isPending, refetch } = useQuery(templatesQuery);
  const template = data?.items.find((each) => each.name === name);
  if (isPending) return <Waiting />;
  if (error) return <Trouble error={error} retry={() => void refetch()} />;
  if (!template) {
    return (
      <Page title="There is no such template">
        <Empty
          icon={<IconBook />}
          title="Nothing of that name may be asked for"
          action={<LinkButton to="/">To the templates</LinkButton>}
        >
          It may have been renamed or taken away since somebody gave you this address.
        </Empty>
      </Page>
    );
  }
  return (
    <Page
      title={`Request ${template.title}`}
      about={<Words>{template.description.replaceAll('\n', ' ')}</Words>}
      actions={<RiskBadge risk={template.risk} />}
    >
      {me.has('REQUESTER') ? (
        <Form key={template.digest} template={template} />
      ) : (
        <>
          <Text>Your roles do not let you ask for a workspace. Sign in as a requester to do so.</Text>
          <Capabilities template={template} />
        </>
      )}
    </Page>
  );
}

function Form({ template }: { template: Template }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const [touched, setTouched] = useState(false);
  const [project, setProject] = useState('');
  const [ttl, setTtl] = useState<number | undefined>(fromIso(template.ttl));
  const [idle, setIdle] = useState<number | undefined>(fromIso(template.idle));
  const [files, setFiles] = useState<readonly File[]>([]);
  const [refused, setRefused] = useState<readonly string[]>([]);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  // The same key for each try: an answer that was lost on its way makes no second workspace.
  const key = useRef(crypto.randomUUID());

  const changeTtl = useCallback((value: number | undefined) => setTtl(value), []);
  const changeIdle = useCallback((value: number | undefined) => setIdle(value), []);

  const reasonMissing = template.reasonRequired && reason.trim() === '';
  const valid = !reasonMissing && ttl !== undefined && idle !== undefined;
  const field = (name: string) =>
    error === undefined ? undefined : problemOf(error).fields.find((each) => each.field === name)?.message;

  const take = (chosen: File[]) => {
    const because: string[] = [];
    const fine = chosen.filter((file) => {
      const why = refusal(file, template.maxFileBytes);
      if (why !== undefined) because.push(`${file.name} ${why}.`);
      return why === undefined;
    });
    setRefused(because);
    setFiles((before) => [...before.filter((file) => !fine.some((each) => each.name === file.name)), ...fine]);
  };

  const next =
    template.approvals > 0
      ? '/workspaces/$id'
      : template.desktop
        ? '/workspaces/$id/desktop'
        : '/workspaces/$id/terminal';
  const router = useRouter();
  // The page that comes next is large, and is fetched while somebody still writes.
  useEffect(() => void router.preloadRoute({ to: next, params: { id: 'next' } }), [router, next]);

  const submit = async () => {
    setTouched(true);
    if (!valid || busy) return;
    setBusy(true);
    setError(undefined);
    try {
      const workspace = await sure(
        api.POST('/v1/workspaces', {
          params: { header: { 'Idempotency-Key': key.current } },
          body: {
            template: template.name,
            reason: reason.trim(),
            project: project.trim(),
            ttl: toIso(ttl),
            idle: toIso(idle),
          },
        }),
      );
      client.setQueryData(workspaceQuery(workspace.id).queryKey, workspace);
      if (files.length > 0) upload(workspace.id, files);
      // What starts at once is worked in next; what has to be approved is waited for.
      await navigate({ to: next, params: { id: workspace.id } });
    } catch (failure) {
      setError(failure);
      // What was refused was not accepted: what is sent next is another request.
      if (!problemOf(failure).passing) key.current = crypto.randomUUID();
    } finally {
      setBusy(false);
    }
  };

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="md" className="panel">
            <Textarea
              label="What do you need it for?"
              description={
                template.reasonRequired
                  ? 'Whoever approves reads this. It is kept in the audit log, so write no secret here.'
                  : 'Optional. It is kept in the audit log, so write no secret here.'
              }
              withAsterisk={template.reasonRequired}
              required={template.reasonRequired}
              autosize
              minRows={2}
              maxRows={10}
              maxLength={MAX_REASON}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
              onBlur={() => setTouched(true)}
              error={field('reason') ?? (touched && reasonMissing ? 'This template asks for a reason.' : undefined)}
            />
            <DurationField
              label="How long should it live?"
              description={`You can extend it later, to ${words(fromIso(template.longest))} in all.`}
              usual={fromIso(template.ttl)}
              longest={fromIso(template.longest)}
              value={ttl}
              change={changeTtl}
            />
            <DurationField
              label="End it after how long without use?"
              description="Mouse, keyboard, terminal, files and programs count as use."
              usual={fromIso(template.idle)}
              longest={fromIso(template.longestIdle)}
              value={idle}
              change={changeIdle}
            />
            <TextInput
              label="Project"
              description="Optional: whose money and data it is."
              value={project}
              onChange={(event) => setProject(event.currentTarget.value)}
              maxLength={MAX_PROJECT}
              error={field('project')}
            />
            {template.upload && (
              <Stack gap={6}>
                <Text size="sm" fw={500}>
                  Input files
                </Text>
                <Dropzone
                  take={take}
                  hint={`Or drag them here. Up to ${bytes(template.maxFileBytes)} each; they are brought into its inbox once it is ready.`}
                />
                {refused.map((why) => (
                  <Text key={why} size="sm" c="red" role="alert">
                    <Name>{why}</Name>
                  </Text>
                ))}
                {files.map((file) => (
                  <Group key={file.name} justify="space-between" wrap="nowrap">
                    <Text size="sm" truncate>
                      <Name>{file.name}</Name>{' '}
                      <Text component="span" c="dimmed" size="xs">
                        {bytes(file.size)}
                      </Text>
                    </Text>
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      aria-label={`Leave out ${file.name}`}
                      onClick={() => setFiles((before) => before.filter((each) => each !== file))}
                    >
                      <IconTrash size={16} />
                    </ActionIcon>
                  </Group>
                ))}
              </Stack>
            )}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack gap="md" pos="sticky" top={90}>
            <Stack gap="sm" className="panel">
              <Title order={2} size="h5">
                What happens then
              </Title>
              <List size="sm" spacing={4}>
                <List.Item>
                  <b>{approvalWords(template.approvals)}.</b>{' '}
                  {template.approvals === 0
                    ? 'Nobody has to be asked at this risk.'
                    : 'If nobody decides within a day, the request lapses.'}
                </List.Item>
                <List.Item>
                  Nothing of it reaches any network, and nothing else of this installation is visible inside.
                </List.Item>
                {files.length > 0 && <List.Item>{count(files.length, 'file')} will lie in its inbox.</List.Item>}
                <List.Item>
                  {idle === undefined || ttl === undefined
                    ? 'It ends by itself.'
                    : `It ends ${words(ttl)} after it was approved, or ${words(idle)} after it was last used.`}
                </List.Item>
                <List.Item>At the end everything is removed, and a receipt proves it.</List.Item>
              </List>
              <div>
                <Text fw={650}>
                  {ttl === undefined ? '—' : `At most ${money(costOf(template.pricePerHour, ttl), template.currency)}`}
                </Text>
                <Text size="xs" c="dimmed">
                  {money(template.pricePerHour, template.currency)} an hour; ending it sooner costs less
                </Text>
              </div>
              {error !== undefined && <Trouble error={error} title="It was not requested" />}
              <Button type="submit" loading={busy} disabled={touched && !valid} fullWidth>
                {template.approvals === 0 ? 'Start it' : 'Ask for it'}
              </Button>
            </Stack>
            <div className="panel">
              <Capabilities template={template} />
            </div>
          </Stack>
        </Grid.Col>
      </Grid>
    </form>
  );
}
