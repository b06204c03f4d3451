import { ActionIcon, Anchor, CopyButton, Tooltip } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { visible } from '../text';
import { IconCheck, IconCopy } from '../icons';

/** Text of others in a line: whatever is in it, it turns nothing around it. */
export function Name({ children }: { children: string }) {
  return <bdi className="others">{visible(children)}</bdi>;
}

/** Text of others in a paragraph, which may be very long: what goes beyond some lines shows on demand. */
export function Words({ children, lines = 4 }: { children: string; lines?: number }) {
  const text = useRef<HTMLElement>(null);
  const [longer, setLonger] = useState(false);
  const [all, setAll] = useState(false);
  useEffect(() => {
    const shown = text.current;
    if (!shown || all) return undefined;
    const watch = new ResizeObserver(() => setLonger(shown.scrollHeight > shown.clientHeight + 1));
    watch.observe(shown);
    return () => watch.disconnect();
  }, [children, all]);
  return (
    <>
      <bdi ref={text} className="others paragraph" data-lines={all ? undefined : lines}>
        {visible(children)}
      </bdi>
      {longer && (
        <Anchor component="button" type="button" size="sm" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Show less' : 'Show all'}
        </Anchor>
      )}
    </>
  );
}

/** What machines call something. */
export function Code({ children, copy = false, short }: { children: string; copy?: boolean; short?: number }) {
  const shown = short !== undefined && children.length > short ? `${children.slice(0, short)}…` : children;
  return (
    <span className="code">
      <code title={shown === children ? undefined : children}>{visible(shown)}</code>
      {copy && <Copy text={children} what="" />}
    </span>
  );
}

export function Copy({ text, what }: { text: string; what: string }) {
  return (
    <CopyButton value={text} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : 'Copy'}>
          <ActionIcon
            variant="subtle"
            color={copied ? 'teal' : 'gray'}
            size="sm"
            onClick={copy}
            aria-label={copied ? 'Copied' : `Copy ${what === '' ? text : what}`}
          >
            {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}
