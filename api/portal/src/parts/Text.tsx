import { ActionIcon, CopyButton, Spoiler, Tooltip } from '@mantine/core';
import { visible } from '../text';
import { IconCheck, IconCopy } from '../icons';

/** Text of others in a line: whatever is in it, it turns nothing around it. */
export function Name({ children }: { children: string }) {
  return <bdi className="others">{visible(children)}</bdi>;
}

/** Text of others in a paragraph, which may be very long. */
export function Words({ children, height = 96 }: { children: string; height?: number }) {
  return (
    <Spoiler maxHeight={height} showLabel="Show all" hideLabel="Show less">
      <bdi className="others paragraph">{visible(children)}</bdi>
    </Spoiler>
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
