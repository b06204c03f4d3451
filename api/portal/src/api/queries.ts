import {
  QueryClient,
  infiniteQueryOptions,
  keepPreviousData,
  notifyManager,
  queryOptions,
} from '@tanstack/react-query';
import { api, fetching, onRefused, sure } from './client';
import { ProblemError, problemOf } from './problem';
import type { Event, EventType, HoldingState, Phase, Receipt, Session } from './types';

/** What comes within one picture is shown with one picture: each piece by itself would draw a full page dozens of times. */
const PICTURE = 16;
let due: (() => void)[] = [];
notifyManager.setScheduler((callback) => {
  if (due.push(callback) > 1) return;
  setTimeout(() => {
    const now = due;
    due = [];
    now.forEach((each) => each());
  }, PICTURE);
});

/** Lists that people look at are asked anew this often; a hidden tab does not ask. */
const LIVE = 3_000;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // As long as the server does not answer, what was read stays, and it goes on by itself when it is back.
      retry: (failures, error) => {
        const problem = problemOf(error);
        return problem.code === 'UNREACHABLE' || (problem.passing && failures < 3);
      },
      retryDelay: (failures) => Math.min(5_000, 400 * 2 ** failures),
      staleTime: 1_000,
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => sure(api.GET('/v1/session')),
  staleTime: 60_000,
  refetchInterval: 5 * 60_000,
});

// A session may end while its pages are open: whichever call is the first to be refused shows it.
onRefused(() => void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey }));

/** Makes somebody, or nobody, the one who is signed in. What the one before has seen is not for the next. */
export function become(session: Session): void {
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
  queryClient.setQueryData(sessionQuery.queryKey, session);
}

export const templatesQuery = queryOptions({
  queryKey: ['templates'],
  queryFn: () => sure(api.GET('/v1/templates')),
  staleTime: 15_000,
});

export interface Wanted {
  readonly phase?: readonly Phase[];
  readonly requester?: string;
  readonly template?: string;
  readonly stalled?: boolean;
  readonly awaitingMe?: boolean;
  readonly order?: 'NEWEST' | 'OLDEST' | 'ENDING';
  readonly cursor?: string;
  readonly limit?: number;
}

export function workspacesQuery(wanted: Wanted) {
  const { phase, stalled, awaitingMe, limit, ...rest } = wanted;
  return queryOptions({
    queryKey: ['workspaces', wanted],
    queryFn: () =>
      sure(
        api.GET('/v1/workspaces', {
          params: {
            query: {
              ...rest,
              ...(phase && phase.length > 0 ? { phase: [...phase] } : {}),
              ...(stalled === undefined ? {} : { stalled: String(stalled) }),
              ...(awaitingMe === undefined ? {} : { awaitingMe: String(awaitingMe) }),
              ...(limit === undefined ? {} : { limit: String(limit) }),
            },
          },
        }),
      ),
    refetchInterval: LIVE,
    placeholderData: keepPreviousData,
  });
}

export function workspaceQuery(id: string) {
  return queryOptions({
    queryKey: ['workspace', id],
    queryFn: () => sure(api.GET('/v1/workspaces/{id}', { params: { path: { id } } })),
    refetchInterval: (query) => (query.state.data?.phase === 'CLOSED' ? false : 15_000),
  });
}

export function explanationQuery(id: string, every: number | false = 15_000) {
  return queryOptions({
    queryKey: ['explanation', id],
    queryFn: () => sure(api.GET('/v1/workspaces/{id}/explanation', { params: { path: { id } } })),
    refetchInterval: every,
  });
}

export function holdingsQuery(filter: {
  state?: readonly HoldingState[];
  driver?: string;
  host?: string;
  cursor?: string;
}) {
  const { state, ...rest } = filter;
  return queryOptions({
    queryKey: ['holdings', filter],
    queryFn: () =>
      sure(
        api.GET('/v1/holdings', {
          params: { query: { ...rest, ...(state ? { state: [...state] } : {}), limit: '50' } },
        }),
      ),
    refetchInterval: LIVE,
    placeholderData: keepPreviousData,
  });
}

export const installationQuery = queryOptions({
  queryKey: ['installation'],
  queryFn: () => sure(api.GET('/v1/installation')),
  refetchInterval: 5_000,
});

export function auditQuery(filter: {
  workspace?: string;
  type?: readonly EventType[];
  actor?: string;
  cursor?: string;
}) {
  const { type, ...rest } = filter;
  return queryOptions({
    queryKey: ['audit', filter],
    queryFn: () =>
      sure(
        api.GET('/v1/audit', {
          params: { query: { ...rest, ...(type && type.length > 0 ? { type: [...type] } : {}), limit: '100' } },
        }),
      ),
    refetchInterval: filter.cursor === undefined ? LIVE : false,
    placeholderData: keepPreviousData,
  });
}

/** The outbox is read only when somebody asks: looking into it counts as use, and use keeps a workspace alive. */
export function outboxQuery(id: string) {
  return queryOptions({
    queryKey: ['outbox', id],
    queryFn: () => sure(api.GET('/v1/workspaces/{id}/outbox', { params: { path: { id } } })),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

export function snapshotsQuery(id: string) {
  return queryOptions({
    queryKey: ['snapshots', id],
    queryFn: () => sure(api.GET('/v1/workspaces/{id}/snapshots', { params: { path: { id } } })),
  });
}

export function historyQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: ['history', id],
    queryFn: ({ pageParam }) =>
      sure(
        api.GET('/v1/workspaces/{id}/history', {
          params: { path: { id }, query: { limit: '200', ...(pageParam === '' ? {} : { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });
}

export interface IssuedReceipt {
  readonly receipt: Receipt;
  /** The bytes as issued: the hash is of these and of no other form. */
  readonly bytes: ArrayBuffer;
  /** What the server says their SHA-256 is. */
  readonly told: string;
}

export function receiptQuery(id: string) {
  return queryOptions({
    queryKey: ['receipt', id],
    queryFn: async (): Promise<IssuedReceipt> => {
      const response = await fetching(`/v1/workspaces/${encodeURIComponent(id)}/receipt`, {
        headers: { Accept: 'application/json' },
      });
      if (!response.ok) throw await ProblemError.of(response);
      const bytes = await response.arrayBuffer();
      return {
        receipt: JSON.parse(new TextDecoder().decode(bytes)) as Receipt,
        bytes,
        told: response.headers.get('X-Receipt-SHA256') ?? '',
      };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The event that closed a workspace: the audit log keeps the hash of its receipt with it. */
export async function closingEvent(id: string): Promise<Event | undefined> {
  let cursor: string | undefined;
  for (let page = 0; page < 50; page++) {
    const found = await sure(
      api.GET('/v1/workspaces/{id}/history', {
        params: { path: { id }, query: { limit: '200', ...(cursor === undefined ? {} : { cursor }) } },
      }),
    );
    const closed = found.items.find((event) => event.type === 'CLOSED');
    if (closed || found.next === undefined) return closed;
    cursor = found.next;
  }
  return undefined;
}
