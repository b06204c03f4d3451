import { useSuspenseQuery } from '@tanstack/react-query';
import { sessionQuery } from './api/queries';
import type { Role, Session } from './api/types';

export interface Me {
  readonly user: string;
  readonly roles: readonly Role[];
  has: (...roles: Role[]) => boolean;
}

/** Who is signed in. Pages are shown only to somebody who is. */
export function useMe(): Me {
  const { data } = useSuspenseQuery(sessionQuery);
  const user = data.user ?? '';
  return { user, roles: data.roles, has: (...roles) => roles.some((role) => data.roles.includes(role)) };
}

/** The way to sign in without a password, where it is open. A server may come to know more ways than this page. */
export function demoWay(session: Session) {
  return session.ways.find((way) => (way.kind as string) === 'DEMO');
}

let code = '';

/** The demo's code, as long as this page lives: it is kept in no storage. */
export function demoCode(): string {
  return code;
}

/** Takes the demo's code out of the address, before anything else looks at it or keeps it in the history. */
export function takeDemoCode(location: Location, history: History): void {
  const found = /^#code=([0-9A-Za-z]{8,200})$/.exec(location.hash);
  if (!found?.[1]) return;
  code = found[1];
  history.replaceState(history.state, '', location.pathname + location.search);
}

export function rememberDemoCode(typed: string): void {
  code = typed;
}
