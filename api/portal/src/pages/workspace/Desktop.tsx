import RFB from '@novnc/novnc';
import { ActionIcon, Badge, Button, Group, Popover, Stack, Text, Textarea, Tooltip } from '@mantine/core';
import { useFullscreenElement } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useCallback, useEffect, useRef, useState } from 'react';
import { fetching } from '../../api/client';
import { ProblemError } from '../../api/problem';
import type { DesktopState } from '../../api/types';
import { coming } from '../../explain';
import { IconClipboard, IconDesktop, IconHand, IconKeyboard, IconMaximize } from '../../icons';
import { socketAddress, useRelay } from '../../live/relay';
import type { Open } from '../../live/relay';
import { follow } from '../../live/stream';
import { Empty } from '../../parts/States';
import { Name } from '../../parts/Text';
import { useMe } from '../../session';
import { count } from '../../text';
import { complain } from './Actions';
import { useHere } from './context';
import { Coming, ToOverview, Veil } from './Veil';

const MAX_CLIPBOARD = 64 * 1024;

/** The desktop of a workspace: for its owner to work in, and for those to watch who may see it. */
export function Desktop() {
  const { workspace, template } = useHere();
  if (template?.desktop === false) {
    return (
      <Empty icon={<IconDesktop />} title="This template has no desktop">
        Use its terminal and its files.
      </Empty>
    );
  }
  if (coming(workspace)) return <Coming what="desktop" />;
  if (workspace.phase !== 'IN_USE' || workspace.ending) {
    return (
      <Empty
        icon={<IconDesktop />}
        title={
          workspace.phase === 'CLOSED' || workspace.ending ? 'Its desktop is gone' : 'Its desktop is not there yet'
        }
        action={workspace.ending && <ToOverview id={workspace.id} />}
      >
        {workspace.ending
          ? workspace.ending.reason
          : 'Somebody has to approve the request first. This page opens it as soon as it is ready.'}
      </Empty>
    );
  }
  if (workspace.frozen) {
    return (
      <Empty icon={<IconDesktop />} title="It is frozen">
        Its programs stand still. Thaw it to go on where they stopped.
      </Empty>
    );
  }
  return <Screen id={workspace.id} />;
}

/** Follows who looks, and who has mouse and keyboard. */
function useDesktopState(id: string): DesktopState | undefined {
  const [state, setState] = useState<DesktopState>();
  useEffect(() => {
    const following = follow(`/v1/workspaces/${encodeURIComponent(id)}/desktop/changes`, {
      message: (message) => {
        if (message.event === 'desktop') setState(JSON.parse(message.data) as DesktopState);
      },
    });
    return following.close;
  }, [id]);
  return state;
}

function Screen({ id }: { id: string }) {
  const me = useMe();
  const { own } = useHere();
  const surface = useRef<HTMLDivElement>(null);
  const rfb = useRef<RFB>(undefined);
  const [heard, setHeard] = useState('');
  const { ref: whole, toggle, fullscreen } = useFullscreenElement<HTMLDivElement>();
  const state = useDesktopState(id);

  const open: Open = useCallback(
    (ticket, _session, tell) => {
      const place = surface.current;
      if (!place) return { close: () => undefined };
      const screen = new RFB(place, socketAddress(id, 'desktop'), {
        shared: true,
        wsProtocols: ['mayfly.desktop', `ticket.${ticket}`],
      });
      rfb.current = screen;
      screen.scaleViewport = true;
      screen.resizeSession = true;
      screen.background = 'transparent';
      // Which of the two it is comes with the first change; until then nothing that is typed goes anywhere.
      screen.viewOnly = true;
      let code = 0;
      // The library tells that a connection was closed, and not why; the code is the socket's own.
      const socket = (screen as unknown as { _sock?: { _websocket?: WebSocket } })._sock?._websocket;
      socket?.addEventListener('close', (event) => (code = event.code));
      screen.addEventListener('connect', () => tell.opened());
      screen.addEventListener('clipboard', (event) =>
        setHeard((event as CustomEvent<{ text: string }>).detail.text.slice(0, MAX_CLIPBOARD)),
      );
      screen.addEventListener('disconnect', () => {
        rfb.current = undefined;
        setTimeout(() => tell.closed(code), 0);
      });
      return { close: () => screen.disconnect() };
    },
    [id],
  );
  const { line, again } = useRelay(id, 'DESKTOP', true, open);

  const session = line.state === 'open' ? line.session : undefined;
  const controls = session !== undefined && state?.controller?.session === session;
  useEffect(() => {
    if (!rfb.current) return;
    rfb.current.viewOnly = !controls;
    if (controls) rfb.current.focus({ preventScroll: true });
    else rfb.current.blur();
  }, [controls, line]);

  const wish = useCallback(
    async (what: 'TAKE' | 'RELEASE' | 'REQUEST') => {
      if (session === undefined) return;
      try {
        const response = await fetching(`/v1/workspaces/${encodeURIComponent(id)}/desktop/control`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ session, wish: what }),
        });
        if (!response.ok) throw await ProblemError.of(response);
        if (what === 'REQUEST') notifications.show({ message: 'Whoever has control sees that you ask for it.' });
      } catch (error) {
        complain(error, 'That did not work');
      }
    },
    [id, session],
  );

  const asking = state?.asking.filter((each) => each.session !== session) ?? [];
  const asked = state?.asking.some((each) => each.session === session) === true;
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="xs" mih={34}>
        <Group gap="xs" role="status">
          {session === undefined ? (
            <Badge color="yellow">Not connected</Badge>
          ) : controls ? (
            <Badge color="teal">You control it</Badge>
          ) : (
            <Badge color="gray">
              View only{state?.controller ? ': ' : ''}
              {state?.controller && (
                <>
                  <Name>{state.controller.user === me.user ? 'you, in another tab,' : state.controller.user}</Name>{' '}
                  controls it
                </>
              )}
            </Badge>
          )}
          {session !== undefined && state && (
            <Tooltip label={state.viewers.map(({ user }) => user).join(', ') || 'nobody'}>
              <Text size="xs" c="dimmed">
                {count(state.viewers.length, 'viewer')}
              </Text>
            </Tooltip>
          )}
          {controls && asking.length > 0 && (
            <Badge color="yellow" variant="filled" rightSection={null}>
              {asking.map(({ user }) => user).join(', ')} {asking.length === 1 ? 'asks' : 'ask'} for control
            </Badge>
          )}
        </Group>
        <Group gap="xs">
          {session !== undefined && controls && (
            <Button size="xs" variant="default" onClick={() => void wish('RELEASE')}>
              Release control
            </Button>
          )}
          {session !== undefined && !controls && (own || !state?.controller) && own && (
            <Button size="xs" leftSection={<IconHand size={14} />} onClick={() => void wish('TAKE')}>
              Take control
            </Button>
          )}
          {session !== undefined && !controls && !own && (
            <Button size="xs" variant="default" disabled={asked} onClick={() => void wish('REQUEST')}>
              {asked ? 'Asked for control' : 'Ask for control'}
            </Button>
          )}
          <Clipboard
            paste={controls && state.clipboardIn ? (text) => rfb.current?.clipboardPasteFrom(text) : undefined}
            heard={heard}
            state={state}
          />
          {controls && (
            <Tooltip label="Send Ctrl-Alt-Delete">
              <ActionIcon
                variant="default"
                size={30}
                aria-label="Send Ctrl-Alt-Delete"
                onClick={() => rfb.current?.sendCtrlAltDel()}
              >
                <IconKeyboard size={16} />
              </ActionIcon>
            </Tooltip>
          )}
          <Tooltip label={fullscreen ? 'Leave full screen' : 'Full screen'}>
            <ActionIcon
              variant="default"
              size={30}
              aria-label={fullscreen ? 'Leave full screen' : 'Full screen'}
              onClick={() => void toggle()}
            >
              <IconMaximize size={16} />
            </ActionIcon>
          </Tooltip>
        </Group>
      </Group>
      <div className="screen" ref={whole}>
        <div
          className="surface"
          ref={surface}
          role="application"
          aria-label={controls ? 'Desktop, with your keyboard in it' : 'Desktop, view only'}
        />
        <Veil line={line} what="desktop" id={id} again={again} />
      </div>
      <Text size="xs" c="dimmed">
        {controls
          ? 'Your keyboard is in the desktop. Leave it with Release control, or by a click beside it.'
          : 'You see it. What you type or click goes nowhere until you have control.'}
      </Text>
    </Stack>
  );
}

/** Text in and out by hand, as far as the template lets it. */
function Clipboard({
  paste,
  heard,
  state,
}: {
  paste: ((text: string) => void) | undefined;
  heard: string;
  state: DesktopState | undefined;
}) {
  const [text, setText] = useState('');
  return (
    <Popover width={340} position="bottom-end" trapFocus>
      <Popover.Target>
        <Button size="xs" variant="default" leftSection={<IconClipboard size={14} />}>
          Clipboard
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          {state?.clipboardIn === true ? (
            <>
              <Textarea
                label="Text for the desktop's clipboard"
                description={
                  paste ? 'Paste it in there with Ctrl-V afterwards.' : 'You have to control the desktop first.'
                }
                autosize
                minRows={2}
                maxRows={6}
                maxLength={MAX_CLIPBOARD}
                value={text}
                onChange={(event) => setText(event.currentTarget.value)}
              />
              <Button
                size="xs"
                disabled={!paste || text === ''}
                onClick={() => {
                  paste?.(text);
                  setText('');
                }}
              >
                Put it there
              </Button>
            </>
          ) : (
            <Text size="sm">This template lets no text be pasted in.</Text>
          )}
          {state?.clipboardOut === true ? (
            <Textarea
              label="Text that was copied in the desktop"
              description="It shows to whoever controls the desktop."
              readOnly
              autosize
              minRows={2}
              maxRows={6}
              value={heard}
            />
          ) : (
            <Text size="sm">This template lets no copied text out.</Text>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
