import { Group, Text } from '@mantine/core';
import type { Event } from '../../api/types';
import { EventBadge } from '../../parts/Badges';
import { Name } from '../../parts/Text';
import { Sentence, When } from '../../parts/Time';

/** One thing that happened. */
export function EventLine({ event }: { event: Event }) {
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start">
      <Text size="xs" c="dimmed" className="nowrap" w={78} pt={2}>
        <When at={event.at} style="clock" />
      </Text>
      <div style={{ minWidth: 0 }}>
        <Group gap={6}>
          <EventBadge type={event.type} />
          <Text size="xs" c="dimmed">
            <Name>{event.actor}</Name>
          </Text>
        </Group>
        <Text size="sm" className="clamp">
          <Sentence>{event.message}</Sentence>
        </Text>
      </div>
    </Group>
  );
}
