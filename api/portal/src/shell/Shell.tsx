import {
  ActionIcon,
  AppShell,
  Avatar,
  Badge,
  Burger,
  Divider,
  Group,
  Loader,
  Menu,
  NavLink,
  ScrollArea,
  Text,
  Tooltip,
  UnstyledButton,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Outlet, Link as RouterLink, useLocation, useNavigate } from '@tanstack/react-router';
import { Suspense, useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { api, sure } from '../api/client';
import { become, sessionQuery, workspacesQuery } from '../api/queries';
import type { Role, Session } from '../api/types';
import {
  IconArchive,
  IconBook,
  IconChecklist,
  IconHome,
  IconLogout,
  IconMoon,
  IconReceipt,
  IconServer,
  IconShield,
  IconSun,
  IconAlert,
  IconWorkspaces,
  IconTimeline,
} from '../icons';
import { Trouble, Waiting } from '../parts/States';
import { When } from '../parts/Time';
import { Uploads } from '../live/Uploads';
import { useReachable } from '../live/reach';
import { demoWay, useMe } from '../session';
import { ROLES } from '../words';
import { SignIn } from './SignIn';

interface Place {
  readonly to: string;
  readonly label: string;
  readonly icon: ReactNode;
  readonly roles: readonly Role[];
  readonly exact?: boolean;
}

const EVERYBODY: readonly Role[] = ['REQUESTER', 'APPROVER', 'OPERATOR', 'AUDITOR'];

const PLACES: readonly (Place | string)[] = [
  { to: '/', label: 'Templates', icon: <IconHome size={18} />, roles: EVERYBODY, exact: true },
  { to: '/workspaces', label: 'My workspaces', icon: <IconWorkspaces size={18} />, roles: ['REQUESTER'] },
  { to: '/approvals', label: 'Approvals', icon: <IconChecklist size={18} />, roles: ['APPROVER'] },
  { to: '/receipts', label: 'Receipts', icon: <IconReceipt size={18} />, roles: EVERYBODY },
  'Operation',
  {
    to: '/operator',
    label: 'All workspaces',
    icon: <IconWorkspaces size={18} />,
    roles: ['APPROVER', 'OPERATOR', 'AUDITOR'],
    exact: true,
  },
  { to: '/operator/holdings', label: 'Holdings', icon: <IconArchive size={18} />, roles: ['OPERATOR', 'AUDITOR'] },
  {
    to: '/operator/stalled',
    label: 'Stalled teardown',
    icon: <IconAlert size={18} />,
    roles: ['APPROVER', 'OPERATOR', 'AUDITOR'],
  },
  { to: '/operator/health', label: 'Health', icon: <IconServer size={18} />, roles: ['OPERATOR', 'AUDITOR'] },
  { to: '/audit', label: 'Audit log', icon: <IconTimeline size={18} />, roles: ['OPERATOR', 'AUDITOR'] },
];

/** Around every page: where one can go, who one is; and signing in where nobody is signed in yet. */
export function Shell() {
  const { data: session, error, isPending, refetch } = useQuery(sessionQuery);
  const [was, setWas] = useState<string>();
  if (session?.user !== undefined && session.user !== was) setWas(session.user);

  return (
    <>
      {isPending && <Waiting />}
      {error && !session && <Trouble error={error} title="Mayfly does not answer" retry={() => void refetch()} />}
      {session && session.user === undefined && (
        <>
          {demoWay(session) !== undefined && (
            <header>
              <DemoBanner />
            </header>
          )}
          <SignIn ended={was !== undefined} />
        </>
      )}
      {session?.user !== undefined && <SignedIn key={session.user} session={session} left={() => setWas(undefined)} />}
      <Unreachable />
    </>
  );
}

/** Said while the server does not answer, over whatever page one is on: what is shown stays, and goes on by itself. */
function Unreachable() {
  const reachable = useReachable();
  const client = useQueryClient();
  const lost = useRef(false);
  useEffect(() => {
    if (reachable && lost.current) void client.invalidateQueries();
    lost.current = !reachable;
  }, [reachable, client]);
  if (reachable) return null;
  return (
    <div className="unreachable no-print" role="alert">
      <Loader size={14} color="white" aria-hidden />
      <span>
        <b>Mayfly does not answer.</b> What you see may be old. This page goes on by itself as soon as it is back;
        workspaces live on meanwhile.
      </span>
    </div>
  );
}

function DemoBanner() {
  return (
    <div className="demo-banner" role="note">
      DEMO SIGN-IN: whoever has its code is anybody. Never use it where anything matters.
    </div>
  );
}

function SignedIn({ session, left }: { session: Session; left: () => void }) {
  const [menu, { toggle, close }] = useDisclosure();
  const { pathname } = useLocation();
  useEffect(close, [pathname, close]);
  const me = useMe();
  const demo = demoWay(session) !== undefined;

  // The group's title stands only above something.
  const places = PLACES.filter((place) => typeof place === 'string' || me.has(...place.roles)).filter(
    (place, index, all) => typeof place !== 'string' || (index + 1 < all.length && typeof all[index + 1] !== 'string'),
  );

  return (
    <AppShell
      header={{ height: demo ? 74 : 52 }}
      navbar={{ width: 216, breakpoint: 'sm', collapsed: { mobile: !menu } }}
      padding="md"
      transitionDuration={0}
    >
      <a className="skip" href="#main">
        To the content
      </a>
      <AppShell.Header>
        {demo && <DemoBanner />}
        <Group h={52} px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={menu}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={menu ? 'Close the menu' : 'Open the menu'}
              aria-expanded={menu}
            />
            <RouterLink to="/" className="brand">
              <img src="/favicon.svg" alt="" width={26} height={26} />
              Mayfly
            </RouterLink>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <SchemeSwitch />
            <UserMenu session={session} left={left} />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Pages">
        <AppShell.Section grow component={ScrollArea}>
          {places.map((place) =>
            typeof place === 'string' ? (
              <Divider key={place} label={place} labelPosition="left" my="xs" />
            ) : (
              <NavLink
                key={place.to}
                component={RouterLink}
                to={place.to}
                label={place.label}
                leftSection={place.icon}
                active={place.exact === true ? pathname === place.to : pathname.startsWith(place.to)}
                activeOptions={{ exact: place.exact === true, includeSearch: false }}
                rightSection={place.to === '/approvals' ? <InboxCount /> : undefined}
              />
            ),
          )}
        </AppShell.Section>
        <AppShell.Section>
          <NavLink
            component="a"
            href="/docs"
            label="REST API"
            leftSection={<IconBook size={18} />}
            target="_blank"
            rel="noreferrer"
          />
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        <Suspense fallback={<Waiting />}>
          <Outlet />
        </Suspense>
      </AppShell.Main>
      <Uploads />
    </AppShell>
  );
}

function InboxCount() {
  const { data } = useQuery(workspacesQuery({ awaitingMe: true, order: 'OLDEST', limit: 100 }));
  const waiting = data?.items.filter((workspace) => (workspace.approvalsNeeded ?? 0) > 0).length ?? 0;
  return waiting === 0 ? null : (
    <Badge color="yellow" variant="filled" size="sm" aria-label={`${waiting} waiting for you`}>
      {data?.next === undefined ? waiting : '99+'}
    </Badge>
  );
}

function SchemeSwitch() {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const other = scheme === 'dark' ? 'light' : 'dark';
  return (
    <Tooltip label={`Make it ${other}`}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={`Make it ${other}`}
        onClick={() => setColorScheme(other)}
      >
        {scheme === 'dark' ? <IconSun size={18} /> : <IconMoon size={18} />}
      </ActionIcon>
    </Tooltip>
  );
}

function UserMenu({ session, left }: { session: Session; left: () => void }) {
  const navigate = useNavigate();
  const { clearColorScheme } = useMantineColorScheme();
  const user = session.user ?? '';
  const signOut = async () => {
    become(await sure(api.DELETE('/v1/session')));
    left();
    await navigate({ to: '/' });
  };
  return (
    <Menu position="bottom-end" width={250}>
      <Menu.Target>
        <UnstyledButton>
          <span className="skip">Signed in as </span>
          <Group gap={8} wrap="nowrap">
            <Avatar size={30} radius="xl" color="cyan" aria-hidden />
            <Text size="sm" fw={600} component="span">
              {user}
            </Text>
          </Group>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {user}: {session.roles.map((role) => ROLES[role].label).join(', ') || 'no role'}
          {session.endsAt !== undefined && (
            <>
              <br />
              signed in until <When at={session.endsAt} style="clock" />
            </>
          )}
        </Menu.Label>
        <Menu.Item leftSection={<IconSun size={16} />} onClick={clearColorScheme}>
          Follow the system&apos;s colours
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconShield size={16} />} onClick={() => void navigate({ to: '/sign-in' })}>
          Sign in as somebody else
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
