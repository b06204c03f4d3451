import { useCallback, useEffect, useEffectEvent, useState } from 'react';
import { fetching } from '../api/client';
import { ProblemError, advice, problemOf } from '../api/problem';
import { soon } from './reach';
import { closed, MAX_FAILURES } from './retry';
import type { Closed } from './retry';
import { backoff } from './stream';

export type Line =
  | { readonly state: 'connecting' }
  | { readonly state: 'open'; readonly session: string }
  | { readonly state: 'waiting'; readonly because: Closed }
  | { readonly state: 'closed'; readonly because: Closed };

const CONNECTING: Line = { state: 'connecting' };

export interface Opened {
  /** Ends it from this side. */
  close: () => void;
}

/** What opens a line with a ticket; it tells when it is there, and with which code it was closed. */
export type Open = (
  ticket: string,
  session: string,
  tell: { opened: () => void; closed: (code: number) => void },
) => Opened;

/**
 * Keeps a line through the relay open while `wanted`: each try with a fresh ticket, after a drop by itself and ever more
 * slowly, and never again once it is clear that it would not be let in.
 */
export function useRelay(workspace: string, kind: 'DESKTOP' | 'TERMINAL', wanted: boolean, open: Open) {
  const [attempt, setAttempt] = useState(0);
  // What is known of a line that is not this one any more is not shown for it.
  const key = `${workspace} ${kind} ${attempt} ${wanted}`;
  const [known, setKnown] = useState<{ key: string; line: Line }>({ key: '', line: CONNECTING });
  const opening = useEffectEvent(open);

  useEffect(() => {
    if (!wanted) return undefined;
    let failures = 0;
    let over = false;
    let opened: Opened | undefined;
    let callOff: () => void = () => undefined;

    const setLine = (line: Line) => setKnown({ key, line });

    const lost = (because: Closed) => {
      if (over) return;
      opened = undefined;
      if (!because.again || failures >= MAX_FAILURES) {
        setLine({ state: 'closed', because });
        return;
      }
      setLine({ state: 'waiting', because });
      callOff = soon(backoff(failures++), () => void begin());
    };

    const begin = async () => {
      try {
        const { ticket, session } = await buy(workspace, kind);
        if (over) return;
        opened = opening(ticket, session, {
          opened: () => {
            failures = 0;
            if (!over) setLine({ state: 'open', session });
          },
          closed: (code) => lost(closed(code)),
        });
      } catch (error) {
        const problem = problemOf(error);
        const again = problem.passing || problem.code === 'LOST';
        lost({
          title: titleOf(problem),
          sentence: again ? `${problem.message} This comes back by itself.` : `${problem.message} ${advice(problem)}`,
          again,
        });
      }
    };

    void begin();
    return () => {
      over = true;
      callOff();
      opened?.close();
    };
  }, [workspace, kind, wanted, key]);

  const again = useCallback(() => setAttempt((before) => before + 1), []);
  return { line: known.key === key ? known.line : CONNECTING, again };
}

interface Ticket {
  readonly ticket: string;
  readonly session: string;
}

async function buy(workspace: string, kind: 'DESKTOP' | 'TERMINAL'): Promise<Ticket> {
  const response = await fetching(`/v1/workspaces/${encodeURIComponent(workspace)}/tickets`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ kind }),
  });
  if (!response.ok) throw await ProblemError.of(response);
  return (await response.json()) as Ticket;
}

function titleOf(problem: ProblemError): string {
  return problem.passing ? 'Mayfly does not answer' : 'It cannot be opened';
}

/** The address of a WebSocket of this very server. */
export function socketAddress(workspace: string, what: 'desktop' | 'terminal'): string {
  const scheme = window.location.protocol === 'https:' ? 'wss' : 'ws';
  return `${scheme}://${window.location.host}/v1/workspaces/${encodeURIComponent(workspace)}/${what}/socket`;
}
