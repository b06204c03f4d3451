import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Trouble } from './States';

const MAX_REASON = 2_000;

/** Asks before something is done that cannot be undone, and for the reason where one is wanted. */
export function Confirm({ opened, title, ...form }: { opened: boolean; title: string } & Asked) {
  return (
    <Modal opened={opened} onClose={form.close} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Form {...form} />
    </Modal>
  );
}

interface Asked {
  close: () => void;
  children: ReactNode;
  label: string;
  color?: string;
  reason?: { label: string; required: boolean };
  act: (reason: string) => Promise<unknown>;
}

/** It lives only as long as it is open: what was typed before is not there the next time. */
function Form({ close, children, label, color = 'red', reason, act }: Asked) {
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();

  const missing = reason?.required === true && text.trim() === '';
  const run = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await act(text.trim());
      close();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!missing && !busy) void run();
      }}
    >
      <Stack gap="sm">
        <Text size="sm" component="div">
          {children}
        </Text>
        {reason && (
          <Textarea
            label={reason.label}
            required={reason.required}
            withAsterisk={reason.required}
            autosize
            minRows={2}
            maxRows={8}
            maxLength={MAX_REASON}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            data-autofocus
          />
        )}
        {error !== undefined && <Trouble error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" color={color} loading={busy} disabled={missing}>
            {label}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
