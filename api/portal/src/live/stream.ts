// Server-sent events over fetch. The browser's own EventSource holds its connection while the tab is hidden, and a browser
// opens six connections to one server at most: a few tabs would starve all others. It also says nothing about refusals.
import { fetching } from '../api/client';
import { ProblemError, problemOf } from '../api/problem';
import { soon } from './reach';

export interface Message {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** Cuts a stream of text into messages, as the HTML standard has it, however the text is cut up on its way. */
export class Parser {
  private rest = '';
  private id = '';
  private event = '';
  private data: string[] = [];

  push(text: string): Message[] {
    const messages: Message[] = [];
    this.rest += text;
    for (;;) {
      const end = /\r\n|\n|\r(?!$)/.exec(this.rest);
      if (!end) return messages;
      const line = this.rest.slice(0, end.index);
      this.rest = this.rest.slice(end.index + end[0].length);
      const message = this.line(line);
      if (message) messages.push(message);
    }
  }

  private line(line: string): Message | undefined {
    if (line === '') {
      const message = { id: this.id, event: this.event === '' ? 'message' : this.event, data: this.data.join('\n') };
      const some = this.data.length > 0;
      this.event = '';
      this.data = [];
      return some ? message : undefined;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'id' && !value.includes('\0')) this.id = value;
    if (field === 'event') this.event = value;
    if (field === 'data') this.data.push(value);
    return undefined;
  }
}

export type Connection = 'connecting' | 'live' | 'waiting' | 'paused' | 'over';

export interface Listener {
  message: (message: Message) => void;
  /** Whether the message was the last one there will be. */
  last?: (message: Message) => boolean;
  state?: (state: Connection, problem?: ProblemError) => void;
}

/** How long to wait before the next try: longer each time, up to ten seconds, and never all at the same moment. */
export function backoff(failures: number, random = Math.random()): number {
  return Math.min(10_000, 500 * 2 ** Math.min(failures, 6)) * (0.75 + random / 2);
}

/** What tells whether somebody can see the page. */
type Tab = Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>;

/** The server speaks at least every 15 seconds. One that was silent for so long is not there any more. */
const SILENCE = 40_000;

/**
 * Follows a stream until `close` is called. After a drop it goes on behind the last message that came; while the tab is
 * hidden it lets go of the connection.
 */
export function follow(url: string, listener: Listener, tab: Tab = document) {
  let lastId = '';
  let failures = 0;
  let stop: AbortController | undefined;
  let callOff: () => void = () => undefined;
  let ended = false;

  const tell = (state: Connection, problem?: ProblemError) => listener.state?.(state, problem);

  const close = () => {
    ended = true;
    callOff();
    tab.removeEventListener('visibilitychange', look);
    stop?.abort();
    stop = undefined;
  };

  const over = (problem?: ProblemError) => {
    close();
    tell('over', problem);
  };

  const again = (problem?: ProblemError) => {
    tell('waiting', problem);
    callOff = soon(backoff(failures++), () => void open());
  };

  const open = async () => {
    const own = new AbortController();
    stop = own;
    tell('connecting');
    let silence: ReturnType<typeof setTimeout> | undefined;
    try {
      const response = await fetching(url, {
        signal: own.signal,
        cache: 'no-store',
        headers: { Accept: 'text/event-stream', ...(lastId === '' ? {} : { 'Last-Event-ID': lastId }) },
      });
      if (!response.ok || !response.body) throw await ProblemError.of(response);
      tell('live');
      const parser = new Parser();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        clearTimeout(silence);
        silence = setTimeout(() => own.abort(), SILENCE);
        const { done, value } = await reader.read();
        if (done) break;
        failures = 0;
        for (const message of parser.push(value)) {
          lastId = message.id;
          listener.message(message);
          if (listener.last?.(message) === true) {
            over();
            return;
          }
        }
      }
      if (stop === own) again();
    } catch (error) {
      if (stop !== own) return;
      if (own.signal.aborted) {
        again();
        return;
      }
      const problem = problemOf(error);
      if (problem.passing || problem.status >= 500) again(problem);
      else over(problem);
    } finally {
      clearTimeout(silence);
    }
  };

  const look = () => {
    if (ended) return;
    if (tab.visibilityState === 'hidden') {
      callOff();
      stop?.abort();
      stop = undefined;
      tell('paused');
    } else if (stop === undefined) {
      failures = 0;
      void open();
    }
  };

  tab.addEventListener('visibilitychange', look);
  if (tab.visibilityState === 'hidden') tell('paused');
  else void open();
  return { close };
}
