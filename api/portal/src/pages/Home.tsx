import { Badge, Group, List, SimpleGrid, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { templatesQuery, workspacesQuery } from '../api/queries';
import type { Template } from '../api/types';
import { fromIso, words } from '../duration';
import {
  IconArchive,
  IconBook,
  IconClock,
  IconCoin,
  IconDesktop,
  IconFileIn,
  IconFileOut,
  IconPhotoRec,
  IconTerminal,
} from '../icons';
import { RiskBadge } from '../parts/Badges';
import { LinkButton, Link } from '../parts/Link';
import { Page } from '../parts/Page';
import { Empty, Trouble, Waiting } from '../parts/States';
import { Name, Words } from '../parts/Text';
import { useMe } from '../session';
import { bytes, count, money } from '../text';
import { WorkspaceCards } from './WorkspaceCards';

/** Who must agree, in words. */
export function approvalWords(approvals: number): string {
  return approvals === 0
    ? 'Starts at once'
    : approvals === 1
      ? 'One other person approves'
      : `${approvals} other people approve`;
}

export function Home() {
  const me = useMe();
  const { data, error, isPending, refetch } = useQuery(templatesQuery);
  const requester = me.has('REQUESTER');
  return (
    <Page
      title="Templates"
      about={
        requester
          ? 'Choose what you need it for. You get a workspace of your own, and it is taken away when you are done.'
          : 'What people may ask for. Your roles do not let you ask for a workspace yourself.'
      }
    >
      {requester && <LiveNow />}
      {isPending && <Waiting />}
      {error && <Trouble error={error} retry={() => void refetch()} />}
      {data?.items.length === 0 && (
        <Empty icon={<IconBook />} title="There are no templates">
          An operator adds one as a file in the folder that MAYFLY_TEMPLATES_DIRECTORY names. templates/README.md says
          how.
        </Empty>
      )}
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 3 }} spacing="md">
        {data?.items.map((template) => (
          <TemplateCard key={template.name} template={template} requester={requester} />
        ))}
      </SimpleGrid>
      {data !== undefined && data.broken.length > 0 && me.has('OPERATOR') && (
        <section className="panel">
          <Title order={2} size="h5">
            {count(data.broken.length, 'file')} that {data.broken.length === 1 ? 'holds' : 'hold'} no template
          </Title>
          <List size="sm" mt="xs">
            {data.broken.map(({ file, reason }) => (
              <List.Item key={file}>
                <Name>{file}</Name>: <Words>{reason}</Words>
              </List.Item>
            ))}
          </List>
        </section>
      )}
    </Page>
  );
}

function LiveNow() {
  const me = useMe();
  const { data } = useQuery(
    workspacesQuery({
      requester: me.user,
      phase: ['AWAITING_APPROVAL', 'PROVISIONING', 'IN_USE', 'SNAPSHOTTING', 'DESTROYING'],
      limit: 4,
    }),
  );
  if (!data || data.items.length === 0) return null;
  return (
    <section aria-labelledby="now">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h5" id="now">
          Yours right now
        </Title>
        <Link to="/workspaces" size="sm">
          All of yours
        </Link>
      </Group>
      <WorkspaceCards workspaces={data.items.slice(0, 3)} />
    </section>
  );
}

function TemplateCard({ template, requester }: { template: Template; requester: boolean }) {
  return (
    <Stack component="article" className="panel" gap="sm" justify="space-between" aria-label={template.title}>
      <Stack gap="xs">
        <Group justify="space-between" align="flex-start" wrap="nowrap" gap="xs">
          <Title order={2} size="h4">
            <Name>{template.title}</Name>
          </Title>
          <RiskBadge risk={template.risk} />
        </Group>
        <Text size="sm" component="div">
          <Words>{template.description.replaceAll('\n', ' ')}</Words>
        </Text>
        <Capabilities template={template} />
      </Stack>
      <Stack gap="xs">
        <Group gap="xs">
          <Badge color={template.approvals === 0 ? 'teal' : 'yellow'}>{approvalWords(template.approvals)}</Badge>
          {template.reasonRequired && <Badge color="gray">Needs a reason</Badge>}
        </Group>
        <Group justify="space-between" wrap="nowrap" align="flex-end">
          <div>
            <Text fw={650}>{money(template.pricePerHour, template.currency)} an hour</Text>
            <Text size="xs" c="dimmed">
              {words(fromIso(template.ttl))}, at most {words(fromIso(template.longest))}
            </Text>
          </div>
          {requester && (
            <LinkButton to="/templates/$name" params={{ name: template.name }} aria-label={`Request ${template.title}`}>
              Request
            </LinkButton>
          )}
        </Group>
      </Stack>
    </Stack>
  );
}

/** What a workspace of it can do. */
export function Capabilities({ template }: { template: Template }) {
  const lines: [ReactNode, string][] = [
    template.desktop
      ? [<IconDesktop key="i" size={14} />, 'A desktop in the browser']
      : [<IconTerminal key="i" size={14} />, 'A terminal, no desktop'],
    template.upload
      ? [<IconFileIn key="i" size={14} />, `Files in, up to ${bytes(template.maxFileBytes)} each`]
      : [<IconFileIn key="i" size={14} />, 'No files in'],
    [<IconFileOut key="i" size={14} />, template.download ? 'Files out' : 'Nothing leaves it'],
    [<IconClock key="i" size={14} />, `Ends after ${words(fromIso(template.idle))} without use`],
    ...(template.snapshotAtEnd
      ? [[<IconArchive key="i" size={14} />, 'Its home is kept when it ends'] as [ReactNode, string]]
      : []),
    ...(template.recorded
      ? [[<IconPhotoRec key="i" size={14} />, 'Desktop and terminal are recorded'] as [ReactNode, string]]
      : []),
    ...(template.pricePerHour === 0 ? [[<IconCoin key="i" size={14} />, 'Free of charge'] as [ReactNode, string]] : []),
  ];
  return (
    <List spacing={2} size="sm" center>
      {lines.map(([icon, line]) => (
        <List.Item
          key={line}
          icon={
            <ThemeIcon size={22} variant="light" color="gray" aria-hidden>
              {icon}
            </ThemeIcon>
          }
        >
          {line}
        </List.Item>
      ))}
    </List>
  );
}
