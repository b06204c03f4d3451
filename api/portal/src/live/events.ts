import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Event } from '../api/types';
import type { ProblemError } from '../api/problem';
import { follow } from './stream';
import type { Connection } from './stream';

export interface Followed {
  readonly events: readonly Event[];
  readonly connection: Connection;
  readonly problem: ProblemError | undefined;
}

const NOTHING: Followed = { events: [], connection: 'connecting', problem: undefined };

/** A life may be long, and its page shows the last of it. */
const KEPT = 5_000;

/** Adds what is new, in order and once each. */
export function added(known: readonly Event[], news: Event): readonly Event[] {
  const last = known.at(-1);
  if (last === undefined || news.id > last.id) return [...known.slice(-KEPT + 1), news];
  return known;
}

/** The events of a workspace as they happen, once it is known to be there. Each one makes the page ask anew how the workspace stands. */
export function useEvents(id: string, there: boolean): Followed {
  const client = useQueryClient();
  const [followed, setFollowed] = useState({ ...NOTHING, id });

  useEffect(() => {
    if (!there) return undefined;
    const change = (difference: (before: Followed) => Partial<Followed>) =>
      setFollowed((before) => {
        const own = before.id === id ? before : { ...NOTHING, id };
        return { ...own, ...difference(own) };
      });
    let refresh: ReturnType<typeof setTimeout> | undefined;
    let batch: Event[] = [];
    const flush = () => {
      refresh = undefined;
      const news = batch;
      batch = [];
      change(({ events }) => ({ events: news.reduce(added, events) }));
      void client.invalidateQueries({ queryKey: ['workspace', id] });
      void client.invalidateQueries({ queryKey: ['explanation', id] });
      if (news.some((event) => event.type === 'CLOSED')) void client.invalidateQueries({ queryKey: ['receipt', id] });
    };
    const following = follow(`/v1/workspaces/${encodeURIComponent(id)}/events`, {
      message: (message) => {
        batch.push(JSON.parse(message.data) as Event);
        refresh ??= setTimeout(flush, 60);
      },
      last: (message) => message.event === 'CLOSED',
      state: (connection, problem) => change(() => ({ connection, problem })),
    });
    return () => {
      following.close();
      clearTimeout(refresh);
    };
  }, [id, there, client]);

  // What is known of another workspace is not shown here, not even for a moment.
  return followed.id === id ? followed : NOTHING;
}
