import '@xterm/xterm/css/xterm.css';
import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { FitAddon } from '@xterm/addon-fit';
import { Terminal as Xterm } from '@xterm/xterm';
import { useCallback, useEffect, useRef } from 'react';
import { coming } from '../../explain';
import { IconTerminal } from '../../icons';
import { socketAddress, useRelay } from '../../live/relay';
import type { Open } from '../../live/relay';
import { letStylesCount } from '../../nonce';
import { Empty } from '../../parts/States';
import { useHere } from './context';
import { Coming, ToOverview, Veil } from './Veil';

/** A shell in the workspace, for its owner. */
export function Terminal() {
  const { workspace, template, own } = useHere();
  if (!own) {
    return (
      <Empty icon={<IconTerminal />} title="Only its requester may type in it">
        You see its life, its history and its desktop.
      </Empty>
    );
  }
  if (template?.download === false) {
    return (
      <Empty icon={<IconTerminal />} title="This template lets nothing out">
        What a terminal shows would leave the workspace, so there is none. Use the desktop.
      </Empty>
    );
  }
  if (coming(workspace)) return <Coming what="terminal" />;
  if (workspace.phase !== 'IN_USE' || workspace.ending) {
    return (
      <Empty
        icon={<IconTerminal />}
        title={workspace.ending ? 'It has no terminal any more' : 'It has no terminal yet'}
        action={workspace.ending && <ToOverview id={workspace.id} />}
      >
        {workspace.ending ? workspace.ending.reason : 'This page opens it as soon as the workspace is in use.'}
      </Empty>
    );
  }
  if (workspace.frozen) {
    return (
      <Empty icon={<IconTerminal />} title="It is frozen">
        Its programs stand still. Thaw it to go on where they stopped.
      </Empty>
    );
  }
  return <Shell id={workspace.id} />;
}

function Shell({ id }: { id: string }) {
  const surface = useRef<HTMLDivElement>(null);
  const shown = useRef<{ xterm: Xterm; fit: FitAddon }>(undefined);
  const socket = useRef<WebSocket>(undefined);

  const open: Open = useCallback(
    (ticket, _session, tell) => {
      const line = new WebSocket(socketAddress(id, 'terminal'), ['mayfly.terminal', `ticket.${ticket}`]);
      line.binaryType = 'arraybuffer';
      socket.current = line;
      line.addEventListener('open', () => {
        const xterm = shown.current?.xterm;
        xterm?.reset();
        shown.current?.fit.fit();
        if (xterm) line.send(JSON.stringify({ type: 'resize', cols: xterm.cols, rows: xterm.rows }));
        xterm?.focus();
        tell.opened();
      });
      line.addEventListener('message', (event: MessageEvent<unknown>) => {
        if (event.data instanceof ArrayBuffer) shown.current?.xterm.write(new Uint8Array(event.data));
      });
      line.addEventListener('close', (event) => {
        if (socket.current === line) socket.current = undefined;
        tell.closed(event.code);
      });
      return { close: () => line.close() };
    },
    [id],
  );

  useEffect(() => {
    const place = surface.current;
    if (!place) return undefined;
    letStylesCount();
    const xterm = new Xterm({
      fontSize: 14,
      fontFamily: 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace',
      cursorBlink: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
      scrollback: 5_000,
      screenReaderMode: true,
      theme: { background: '#11181c', foreground: '#e6edf0', cursor: '#66d9e8' },
      // What is inside is not trusted: it may not put anything onto the clipboard, nor links over the page.
      linkHandler: { activate: () => undefined },
    });
    const fit = new FitAddon();
    xterm.loadAddon(fit);
    xterm.open(place);
    fit.fit();
    shown.current = { xterm, fit };
    const encoder = new TextEncoder();
    const send = (data: string | Uint8Array<ArrayBuffer>) => {
      if (socket.current?.readyState === WebSocket.OPEN) socket.current.send(data);
    };
    xterm.onData((text) => send(encoder.encode(text)));
    xterm.onBinary((bytes) => send(Uint8Array.from(bytes, (sign) => sign.charCodeAt(0))));
    xterm.onResize(({ cols, rows }) => send(JSON.stringify({ type: 'resize', cols, rows })));
    const watch = new ResizeObserver(() => fit.fit());
    watch.observe(place);
    return () => {
      watch.disconnect();
      xterm.dispose();
      shown.current = undefined;
    };
  }, []);

  const { line, again } = useRelay(id, 'TERMINAL', true, open);
  return (
    <Stack gap="xs">
      <Group justify="space-between" mih={34}>
        <Badge color={line.state === 'open' ? 'teal' : 'yellow'} role="status">
          {line.state === 'open' ? 'Connected' : 'Not connected'}
        </Badge>
        <Button size="xs" variant="default" onClick={again}>
          New shell
        </Button>
      </Group>
      <div className="screen terminal">
        <div className="surface" ref={surface} role="group" aria-label="Terminal" />
        <Veil line={line} what="terminal" id={id} again={again} />
      </div>
      <Text size="xs" c="dimmed">
        Files lie in ~/inbox; what you put into ~/outbox can be taken out. Tab goes to the shell: leave the terminal
        with the mouse, or with Ctrl-Shift-M and then Tab.
      </Text>
    </Stack>
  );
}
