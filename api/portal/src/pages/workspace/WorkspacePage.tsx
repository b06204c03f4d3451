import { Alert, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link as RouterLink, Outlet, useLocation, useParams } from '@tanstack/react-router';
import { Suspense } from 'react';
import { explanationQuery, templatesQuery, workspaceQuery } from '../../api/queries';
import { nextEnd, urgency } from '../../explain';
import { IconAlert, IconWorkspaces } from '../../icons';
import { useEvents } from '../../live/events';
import { useNow } from '../../live/tick';
import { StateBadges } from '../../parts/Badges';
import { LinkButton } from '../../parts/Link';
import { Page } from '../../parts/Page';
import { Empty, Trouble, Waiting } from '../../parts/States';
import { Code, Name } from '../../parts/Text';
import { Countdown } from '../../parts/Time';
import { problemOf } from '../../api/problem';
import { useMe } from '../../session';
import { Actions, ExtendHandy } from './Actions';
import { HereContext, useHere } from './context';

/** A workspace: what stands above all its parts. */
export function WorkspacePage() {
  const { id } = useParams({ from: '/workspaces/$id' });
  const me = useMe();
  const { data: workspace, error, isPending, refetch } = useQuery(workspaceQuery(id));
  const templates = useQuery(templatesQuery);
  const followed = useEvents(id, workspace !== undefined);

  if (isPending) return <Waiting />;
  if (!workspace) {
    return (
      <Page title="Workspace">
        {problemOf(error).code === 'NOT_FOUND' ? (
          <Empty
            icon={<IconWorkspaces />}
            title="There is no such workspace, or none that you may see"
            action={
              <LinkButton to="/" variant="default">
                To the templates
              </LinkButton>
            }
          >
            Whoever asked for a workspace sees it, and so do approvers, operators and auditors.
          </Empty>
        ) : (
          <Trouble error={error} retry={() => void refetch()} />
        )}
      </Page>
    );
  }

  // Its template may have changed since; the title and whether it has a desktop hardly do.
  const template = templates.data?.items.find(({ name }) => name === workspace.template);
  const title = template?.title ?? workspace.template;
  const own = workspace.requester === me.user;
  return (
    <HereContext value={{ workspace, template, title, followed, own }}>
      <Page
        wide
        title={title}
        about={
          <Group gap="xs">
            <Code copy>{workspace.id}</Code>
            <StateBadges workspace={workspace} />
            {!own && (
              <span>
                of <Name>{workspace.requester}</Name>
              </span>
            )}
          </Group>
        }
        actions={<Actions workspace={workspace} />}
      >
        <Warning />
        <Parts />
        <Suspense fallback={<Waiting />}>
          <Outlet />
        </Suspense>
      </Page>
    </HereContext>
  );
}

/** The end is near: said above everything else, wherever on the page one is. */
function Warning() {
  const { workspace } = useHere();
  const { data: explanation } = useQuery(explanationQuery(workspace.id));
  const now = useNow();
  const end = explanation && nextEnd(explanation);
  if (!end || workspace.ending || urgency(end, workspace, now) === 'calm') return null;
  return (
    <Alert
      color="orange"
      icon={<IconAlert aria-hidden />}
      role="alert"
      title={
        <>
          It ends in <Countdown to={end.at} />
        </>
      }
    >
      <Group justify="space-between" gap="xs">
        <span>{end.sentence}</span>
        <ExtendHandy workspace={workspace} end={end} />
      </Group>
    </Alert>
  );
}

const PARTS = [
  ['', 'Overview'],
  ['desktop', 'Desktop'],
  ['terminal', 'Terminal'],
  ['files', 'Files'],
  ['history', 'History'],
  ['receipt', 'Receipt'],
] as const;

function Parts() {
  const { workspace, template } = useHere();
  const { pathname } = useLocation();
  const base = `/workspaces/${workspace.id}`;
  const here = pathname.slice(base.length).replace(/^\//, '');
  const over = workspace.phase === 'CLOSED';
  const shown = PARTS.filter(
    ([part]) =>
      part === here ||
      part === '' ||
      part === 'history' ||
      (part === 'receipt' ? over : !over && (part !== 'desktop' || template?.desktop !== false)),
  );
  return (
    <nav className="parts no-print" aria-label="Parts of this workspace">
      {shown.map(([part, label]) => (
        <RouterLink
          key={part}
          to={part === '' ? base : `${base}/${part}`}
          activeOptions={{ exact: true, includeSearch: false }}
        >
          {label}
        </RouterLink>
      ))}
    </nav>
  );
}
