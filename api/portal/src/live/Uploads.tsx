import { ActionIcon, Affix, Group, Paper, Progress, Stack, Text, Tooltip } from '@mantine/core';
import { IconRefresh, IconX } from '../icons';
import { Name } from '../parts/Text';
import { bytes } from '../text';
import { dismiss, tryAgain, useUploads } from './uploads';
import type { Upload } from './uploads';

/** The files on their way, on whatever page one is. */
export function Uploads() {
  const uploads = useUploads();
  if (uploads.length === 0) return null;
  return (
    <Affix position={{ bottom: 16, left: 16 }} className="no-print">
      <Paper
        withBorder
        shadow="md"
        p="sm"
        w="min(340px, calc(100vw - 32px))"
        component="section"
        aria-label="Files on their way"
      >
        <Stack gap="sm" mah="40dvh" className="scroll">
          {uploads.map((upload) => (
            <UploadRow key={upload.key} upload={upload} />
          ))}
        </Stack>
      </Paper>
    </Affix>
  );
}

function UploadRow({ upload }: { upload: Upload }) {
  const { state } = upload;
  return (
    <div>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="sm" fw={600} truncate>
          <Name>{upload.name}</Name>
        </Text>
        <Group gap={2} wrap="nowrap">
          {state.kind === 'failed' && (
            <Tooltip label="Try again">
              <ActionIcon
                variant="subtle"
                size="sm"
                aria-label={`Try ${upload.name} again`}
                onClick={() => tryAgain(upload.key)}
              >
                <IconRefresh size={14} />
              </ActionIcon>
            </Tooltip>
          )}
          <Tooltip label={state.kind === 'there' || state.kind === 'failed' ? 'Take it off this list' : 'Stop'}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={`${state.kind === 'there' || state.kind === 'failed' ? 'Dismiss' : 'Stop'} ${upload.name}`}
              onClick={() => dismiss(upload.key)}
            >
              <IconX size={14} />
            </ActionIcon>
          </Tooltip>
        </Group>
      </Group>
      {state.kind === 'sending' && (
        <Progress value={state.share * 100} size="sm" aria-label={`${upload.name} is sent`} />
      )}
      <Text size="xs" c="dimmed" role="status">
        {state.kind === 'waiting' && `${bytes(upload.bytes)}, waits until the workspace is in use. Keep this tab open.`}
        {state.kind === 'sending' && `${Math.floor(state.share * 100)} % of ${bytes(upload.bytes)}`}
        {state.kind === 'there' && `In the inbox, SHA-256 ${state.sha256.slice(0, 12)}… checked`}
        {state.kind === 'failed' && state.problem.message}
      </Text>
    </div>
  );
}
