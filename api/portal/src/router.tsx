import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import type { EventType, Phase } from './api/types';
import { Files } from './pages/workspace/Files';
import { HistoryPage } from './pages/workspace/History';
import { ReceiptPage } from './pages/workspace/ReceiptPage';
import { Approvals } from './pages/Approvals';
import { All } from './pages/operator/All';
import { Holdings } from './pages/operator/Holdings';
import { Stalled } from './pages/operator/Stalled';
import { Health } from './pages/operator/Health';
import { Audit } from './pages/Audit';
import { Receipts } from './pages/Receipts';
import { Home } from './pages/Home';
import { Mine } from './pages/Mine';
import { RequestPage } from './pages/Request';
import { SignInPage } from './shell/SignIn';
import { Broken, Missing } from './shell/Missing';
import { Shell } from './shell/Shell';
import { PHASE_ORDER } from './words';
import { WorkspacePage } from './pages/workspace/WorkspacePage';
import { Overview } from './pages/workspace/Overview';

const root = createRootRoute({ component: Shell, notFoundComponent: Missing, errorComponent: Broken });

const home = createRoute({ getParentRoute: () => root, path: '/', component: Home });
const signIn = createRoute({ getParentRoute: () => root, path: '/sign-in', component: SignInPage });
const request = createRoute({ getParentRoute: () => root, path: '/templates/$name', component: RequestPage });

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
const given = <T extends object>(search: T) =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

const mine = createRoute({
  getParentRoute: () => root,
  path: '/workspaces',
  component: Mine,
  validateSearch: (search: Record<string, unknown>) => given({ cursor: text(search['cursor']) }),
});

const workspace = createRoute({ getParentRoute: () => root, path: '/workspaces/$id', component: WorkspacePage });
const overview = createRoute({ getParentRoute: () => workspace, path: '/', component: Overview });
// Only these two are large, and only some come to need them. All else comes at once, in one file.
const desktop = createRoute({
  getParentRoute: () => workspace,
  path: 'desktop',
  component: lazyRouteComponent(() => import('./pages/workspace/Desktop'), 'Desktop'),
});
const terminal = createRoute({
  getParentRoute: () => workspace,
  path: 'terminal',
  component: lazyRouteComponent(() => import('./pages/workspace/Terminal'), 'Terminal'),
});
const files = createRoute({
  getParentRoute: () => workspace,
  path: 'files',
  component: Files,
});
const history = createRoute({
  getParentRoute: () => workspace,
  path: 'history',
  component: HistoryPage,
});
const receipt = createRoute({
  getParentRoute: () => workspace,
  path: 'receipt',
  component: ReceiptPage,
});

const approvals = createRoute({
  getParentRoute: () => root,
  path: '/approvals',
  component: Approvals,
});

const ORDERS = ['NEWEST', 'OLDEST', 'ENDING'] as const;

const operator = createRoute({
  getParentRoute: () => root,
  path: '/operator',
  component: All,
  validateSearch: (search: Record<string, unknown>) =>
    given({
      phase: Array.isArray(search['phase'])
        ? PHASE_ORDER.filter((phase: Phase) => (search['phase'] as unknown[]).includes(phase))
        : undefined,
      requester: text(search['requester']),
      template: text(search['template']),
      order: ORDERS.find((order) => order === search['order']),
      cursor: text(search['cursor']),
    }),
});
const holdings = createRoute({
  getParentRoute: () => root,
  path: '/operator/holdings',
  component: Holdings,
  validateSearch: (search: Record<string, unknown>) =>
    given({
      all: search['all'] === true ? true : undefined,
      driver: text(search['driver']),
      cursor: text(search['cursor']),
    }),
});
const stalled = createRoute({
  getParentRoute: () => root,
  path: '/operator/stalled',
  component: Stalled,
});
const health = createRoute({
  getParentRoute: () => root,
  path: '/operator/health',
  component: Health,
});

const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  component: Audit,
  validateSearch: (search: Record<string, unknown>) =>
    given({
      workspace: text(search['workspace']),
      actor: text(search['actor']),
      type: text(search['type']) as EventType | undefined,
      cursor: text(search['cursor']),
    }),
});

const receipts = createRoute({
  getParentRoute: () => root,
  path: '/receipts',
  component: Receipts,
  validateSearch: (search: Record<string, unknown>) => given({ cursor: text(search['cursor']) }),
});

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    signIn,
    request,
    mine,
    workspace.addChildren([overview, desktop, terminal, files, history, receipt]),
    approvals,
    operator,
    holdings,
    stalled,
    health,
    audit,
    receipts,
  ]),
  // What breaks in a page leaves the menu around it standing.
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: Missing,
  defaultPreload: 'intent',
  scrollRestoration: true,
  trailingSlash: 'never',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
