import { Button, Group, Loader, Stack, Text, Title } from '@mantine/core';
import type { Line } from '../../live/relay';
import { LinkButton } from '../../parts/Link';

/** Where it stands what became of it. */
export function ToOverview({ id }: { id: string }) {
  return (
    <LinkButton to="/workspaces/$id" params={{ id }} variant="default">
      To the overview
    </LinkButton>
  );
}

/** Where a screen will be, while what it shows is still being made. */
export function Coming({ what }: { what: string }) {
  return (
    <div className="screen">
      <div className="veil" role="status">
        <Stack align="center" gap="xs" maw={440}>
          <Loader color="white" size="sm" aria-hidden />
          <Text c="white">Making your workspace; its {what} opens by itself</Text>
        </Stack>
      </div>
    </div>
  );
}

/** Over a screen that shows nothing at present: why, and what happens next. */
export function Veil({ line, what, id, again }: { line: Line; what: string; id: string; again: () => void }) {
  if (line.state === 'open') return null;
  return (
    <div className="veil" role="status">
      <Stack align="center" gap="xs" maw={440}>
        {line.state === 'connecting' && (
          <>
            <Loader color="white" size="sm" aria-hidden />
            <Text c="white">Opening the {what}</Text>
          </>
        )}
        {(line.state === 'waiting' || line.state === 'closed') && (
          <>
            <Title order={2} size="h4" c="white" ta="center">
              {line.because.title}
            </Title>
            <Text c="white" ta="center">
              {line.because.sentence}
            </Text>
            {line.state === 'waiting' && <Loader color="white" size="sm" aria-hidden />}
            {line.state === 'closed' && (
              <Group gap="xs">
                <Button variant="white" color="dark" onClick={again}>
                  Open it again
                </Button>
                <LinkButton to="/workspaces/$id" params={{ id }} variant="outline" color="gray.0">
                  To the overview
                </LinkButton>
              </Group>
            )}
          </>
        )}
      </Stack>
    </div>
  );
}
