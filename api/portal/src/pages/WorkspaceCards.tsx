import { Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { explanationQuery, templatesQuery } from '../api/queries';
import type { Workspace } from '../api/types';
import { now } from '../clock';
import { nextEnd, urgency } from '../explain';
import { StateBadges } from '../parts/Badges';
import { Link } from '../parts/Link';
import { Code, Name } from '../parts/Text';
import { Countdown, When } from '../parts/Time';
import { money } from '../text';
import { ExtendHandy } from './workspace/Actions';

/** The title of a template, where it is still there. */
export function useTitle(template: string): string {
  const { data } = useQuery(templatesQuery);
  return data?.items.find(({ name }) => name === template)?.title ?? template;
}

export function WorkspaceCards({ workspaces }: { workspaces: readonly Workspace[] }) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md">
      {workspaces.map((workspace) => (
        <WorkspaceCard key={workspace.id} workspace={workspace} />
      ))}
    </SimpleGrid>
  );
}

/** A workspace in short: why it is alive, what will end it, and when. */
function WorkspaceCard({ workspace }: { workspace: Workspace }) {
  const title = useTitle(workspace.template);
  const { data: explanation } = useQuery(explanationQuery(workspace.id, 10_000));
  const end = explanation && nextEnd(explanation);
  const presses = urgency(end, workspace, now()) !== 'calm';
  return (
    <Stack component="article" className="panel" gap={6} aria-label={`${title} ${workspace.id}`}>
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap="xs">
        <Link to="/workspaces/$id" params={{ id: workspace.id }} fw={650} className="stretched">
          <Name>{title}</Name>
        </Link>
        <StateBadges workspace={workspace} />
      </Group>
      <Text size="sm" lineClamp={1} c={workspace.reason === '' ? 'dimmed' : undefined}>
        <Name>{workspace.reason === '' ? 'No reason given' : workspace.reason}</Name>
      </Text>
      <Text size="sm" mih="2.9em" lineClamp={2} c="dimmed">
        <Name>{explanation?.because ?? ' '}</Name>
      </Text>
      <Group justify="space-between" gap="xs" mih={30}>
        <Text size="sm" c={presses ? 'red' : undefined} fw={presses ? 650 : 400}>
          {end ? (
            <>
              {END_LABEL[end.kind] ?? 'Ends'} in <Countdown to={end.at} />
            </>
          ) : (
            <>
              Asked for <When at={workspace.requestedAt} style="ago" />
            </>
          )}
        </Text>
        {presses && <ExtendHandy workspace={workspace} end={end} />}
      </Group>
      <Group justify="space-between">
        <Code>{workspace.id}</Code>
        <Text size="xs" c="dimmed">
          {money(workspace.costSoFar, workspace.currency)} so far
        </Text>
      </Group>
    </Stack>
  );
}

const END_LABEL: Partial<Record<string, string>> = {
  LAPSE: 'Lapses',
  IDLE: 'Ends for lack of use',
  EXPIRY: 'Its lease ends',
};
