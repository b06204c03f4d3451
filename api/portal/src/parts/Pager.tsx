import { Group } from '@mantine/core';
import { LinkButton } from './Link';

/** The way through a long list. Its pages are addresses, so that the browser's own way back leads back. */
export function Pager({
  to,
  cursor,
  next,
}: {
  to: '/workspaces' | '/operator' | '/operator/holdings' | '/audit' | '/receipts';
  cursor: string | undefined;
  next: string | undefined;
}) {
  if (cursor === undefined && next === undefined) return null;
  return (
    <Group justify="flex-end" gap="xs" component="nav" aria-label="Pages of this list">
      {cursor !== undefined && (
        <LinkButton to={to} search={(before) => ({ ...before, cursor: undefined })} variant="default" size="xs">
          First page
        </LinkButton>
      )}
      {next !== undefined && (
        <LinkButton to={to} search={(before) => ({ ...before, cursor: next })} variant="default" size="xs">
          Next page
        </LinkButton>
      )}
    </Group>
  );
}
