import { Alert, Button, Center, Loader, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { advice, problemOf } from '../api/problem';
import { IconAlert } from '../icons';
import { Code, Name } from './Text';

/** What went wrong, and what to do about it. */
export function Trouble({ error, title, retry }: { error: unknown; title?: string; retry?: () => void }) {
  const problem = problemOf(error);
  return (
    <Alert
      role="alert"
      color={problem.passing ? 'yellow' : 'red'}
      icon={<IconAlert aria-hidden />}
      title={title ?? (problem.passing ? 'Not now' : 'That did not work')}
    >
      <Stack gap="xs">
        <Text size="sm">
          <Name>{problem.message}</Name>
        </Text>
        <Text size="sm">{advice(problem)}</Text>
        <Text size="xs" c="dimmed">
          {problem.code}
          {problem.instance !== '' && (
            <>
              {' · '}
              <Code>{problem.instance}</Code>
            </>
          )}
        </Text>
        {retry && (
          <div>
            <Button size="xs" variant="default" onClick={retry}>
              Try again
            </Button>
          </div>
        )}
      </Stack>
    </Alert>
  );
}

/** Nothing is here, and what would have to happen for something to be. */
export function Empty({
  icon,
  title,
  children,
  action,
}: {
  icon: ReactNode;
  title: string;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <Center className="empty">
      <Stack align="center" gap="xs" maw={460}>
        <ThemeIcon variant="light" color="gray" size={48} radius="xl" aria-hidden>
          {icon}
        </ThemeIcon>
        <Title order={2} size="h4" ta="center">
          {title}
        </Title>
        <Text size="sm" c="dimmed" ta="center">
          {children}
        </Text>
        {action}
      </Stack>
    </Center>
  );
}

/** It is on its way. */
export function Waiting({ label = 'Loading' }: { label?: string }) {
  return (
    <Center className="empty" role="status" aria-label={label}>
      <Loader size="sm" aria-hidden />
    </Center>
  );
}
