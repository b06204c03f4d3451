import { Button, FileButton, Text } from '@mantine/core';
import { useState } from 'react';
import { IconUpload } from '../icons';

/** Files by dragging them here, or by choosing them. */
export function Dropzone({
  take,
  hint,
  disabled = false,
}: {
  take: (files: File[]) => void;
  hint: string;
  disabled?: boolean;
}) {
  const [over, setOver] = useState(false);
  return (
    // Dragging is one way only; the button inside is the other, and needs no pointer.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className="dropzone"
      data-over={over}
      onDragOver={(event) => {
        if (disabled) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (!disabled) take(Array.from(event.dataTransfer.files));
      }}
    >
      <FileButton multiple onChange={take} disabled={disabled}>
        {(props) => (
          <Button {...props} variant="default" leftSection={<IconUpload size={16} />} disabled={disabled}>
            Choose files
          </Button>
        )}
      </FileButton>
      <Text size="xs" c="dimmed" mt={6}>
        {hint}
      </Text>
    </div>
  );
}
