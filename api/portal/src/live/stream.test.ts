import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Parser, backoff, follow } from './stream';
import type { Connection, Message } from './stream';

describe('the parser', () => {
  const stream = 'id: 1\nevent: READY\ndata: {"a":\ndata: 1}\n\n: still here\n\nid: 2\r\ndata:two\r\n\r\ndata\n\n';
  const expected: Message[] = [
    { id: '1', event: 'READY', data: '{"a":\n1}' },
    { id: '2', event: 'message', data: 'two' },
    { id: '2', event: 'message', data: '' },
  ];

  it('reads messages as the standard has it', () => expect(new Parser().push(stream)).toEqual(expected));

  it('does not care how the text was cut up', () => {
    for (let size = 1; size < stream.length; size++) {
      const parser = new Parser();
      const found: Message[] = [];
      for (let i = 0; i < stream.length; i += size) found.push(...parser.push(stream.slice(i, i + size)));
      expect(found, `cut into pieces of ${size}`).toEqual(expected);
    }
  });

  it('keeps back what is not complete', () => {
    const parser = new Parser();
    expect(parser.push('data: x\n')).toEqual([]);
    expect(parser.push('\n')).toEqual([{ id: '', event: 'message', data: 'x' }]);
  });
});

describe('waiting before the next try', () => {
  it('takes longer each time, up to a limit, and never ends at the same moment for all', () => {
    expect([0, 1, 2, 3].map((failures) => backoff(failures, 0.5))).toEqual([500, 1_000, 2_000, 4_000]);
    expect(backoff(1_000, 1)).toBe(12_500);
    expect(backoff(0, 0)).toBe(375);
  });
});

class FakeTab extends EventTarget {
  visibilityState: 'visible' | 'hidden' = 'visible';

  turn(to: 'visible' | 'hidden') {
    this.visibilityState = to;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

describe('following', () => {
  let server: Server | undefined;
  let stop: (() => void) | undefined;

  afterEach(async () => {
    stop?.();
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve) ?? resolve(undefined));
  });

  type Answer = (request: IncomingMessage, response: ServerResponse) => void;

  /** A server that gives one answer after the other, and the last one for ever. */
  async function serving(...answers: [Answer, ...Answer[]]): Promise<string> {
    let turn = 0;
    const own = createServer((request, response) => {
      (answers[Math.min(turn++, answers.length - 1)] ?? answers[0])(request, response);
    });
    server = own;
    await new Promise<void>((resolve) => own.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(own.address() as AddressInfo).port}/`;
  }

  const streaming =
    (text: string, then: 'drop' | 'stay' = 'stay'): Answer =>
    (_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.write(text, () => then === 'drop' && response.destroy());
    };

  const refusing =
    (status: number, code: string): Answer =>
    (_, response) => {
      response.writeHead(status, { 'Content-Type': 'application/problem+json' });
      response.end(JSON.stringify({ status, code, detail: 'no' }));
    };

  /** Follows until something holds. */
  function until(url: string, holds: (messages: string[], states: Connection[]) => boolean, tab = new FakeTab()) {
    const messages: string[] = [];
    const states: Connection[] = [];
    return new Promise<{ messages: string[]; states: Connection[] }>((resolve) => {
      const look = () => holds(messages, states) && resolve({ messages, states });
      const listener = {
        message: ({ data }: Message) => {
          messages.push(data);
          look();
        },
        last: ({ event }: Message) => event === 'CLOSED',
        state: (state: Connection) => {
          states.push(state);
          look();
        },
      };
      stop = follow(url, listener, tab).close;
    });
  }

  it('goes on behind the last message after a drop', async () => {
    let resumedAt: string | undefined;
    const url = await serving(streaming('id: 7\ndata: one\n\n', 'drop'), (request, response) => {
      resumedAt = request.headers['last-event-id'] as string;
      streaming('id: 8\ndata: two\n\n')(request, response);
    });
    const { messages, states } = await until(url, (found) => found.length === 2);
    expect(messages).toEqual(['one', 'two']);
    expect(resumedAt).toBe('7');
    expect(states).toEqual(['connecting', 'live', 'waiting', 'connecting', 'live']);
  });

  it('ends with the last message, and asks no more', async () => {
    let asked = 0;
    const url = await serving((request, response) => {
      asked++;
      streaming('id: 1\nevent: CLOSED\ndata: end\n\n')(request, response);
    });
    const { states } = await until(url, (_, found) => found.at(-1) === 'over');
    expect(states).toEqual(['connecting', 'live', 'over']);
    expect(asked).toBe(1);
  });

  it('comes again when the server is overloaded, and not when it refuses', async () => {
    const url = await serving(refusing(503, 'UNAVAILABLE'), refusing(403, 'FORBIDDEN'));
    const { states } = await until(url, (_, found) => found.at(-1) === 'over');
    expect(states).toEqual(['connecting', 'waiting', 'connecting', 'over']);
  });

  it('lets go of its connection while the tab is hidden, and resumes after', async () => {
    const tab = new FakeTab();
    let dropped: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => (dropped = resolve));
    const url = await serving((request, response) => {
      response.on('close', dropped);
      streaming('id: 3\ndata: one\n\n')(request, response);
    }, streaming('id: 4\ndata: two\n\n'));
    let came: () => void = () => undefined;
    const first = new Promise<void>((resolve) => (came = resolve));
    const all = until(
      url,
      (found) => {
        if (found.length === 1) came();
        return found.length === 2;
      },
      tab,
    );
    await first;
    tab.turn('hidden');
    await gone;
    tab.turn('visible');
    const { states } = await all;
    expect(states).toContain('paused');
    expect(states).not.toContain('waiting');
  });

  it('opens nothing in a tab that was never looked at', async () => {
    const tab = new FakeTab();
    tab.visibilityState = 'hidden';
    let asked = 0;
    const url = await serving((request, response) => {
      asked++;
      streaming('data: one\n\n')(request, response);
    });
    const all = until(url, (found) => found.length === 1, tab);
    expect(asked).toBe(0);
    tab.turn('visible');
    expect((await all).states).toEqual(['paused', 'connecting', 'live']);
  });
});
