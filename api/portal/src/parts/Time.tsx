import { Tooltip } from '@mantine/core';
import { ago, left } from '../duration';
import { useNow } from '../live/tick';
import { visible } from '../text';

const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });
const SHORT = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'medium' });
const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const DAY_AND_CLOCK = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

function exactly(at: Date): string {
  return `${EXACT.format(at)} (${at.toISOString()})`;
}

/** A moment in the zone of whoever looks; hovering tells it exactly. */
export function When({ at, style = 'short' }: { at: string; style?: 'short' | 'ago' | 'clock' }) {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return <>{at}</>;
  return (
    <Tooltip label={exactly(date)} multiline maw={340}>
      <time dateTime={at} className="time">
        {style === 'ago' ? <Ago at={date.getTime()} /> : style === 'clock' ? clock(date) : SHORT.format(date)}
      </time>
    </Tooltip>
  );
}

function Ago({ at }: { at: number }) {
  return <>{ago(useNow() - at)}</>;
}

function clock(date: Date): string {
  return date.toDateString() === new Date().toDateString() ? CLOCK.format(date) : DAY_AND_CLOCK.format(date);
}

const INSTANT = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z)/;

/** A sentence of the API: the moments in it are said in the zone of whoever reads. */
export function Sentence({ children }: { children: string }) {
  return (
    <bdi className="others sentence">
      {children.split(INSTANT).map((part, index) =>
        // What was split by stands at the odd places.
        index % 2 === 1 ? <When key={index} at={part} style="clock" /> : visible(part),
      )}
    </bdi>
  );
}

/** How long it is until then. Its width does not change with each second. */
export function Countdown({ to, over = 'any moment now' }: { to: string; over?: string }) {
  const rest = Date.parse(to) - useNow();
  return (
    <Tooltip label={exactly(new Date(to))} multiline maw={340}>
      <time dateTime={to} role="timer" className="time countdown">
        {rest <= 0 ? over : left(rest)}
      </time>
    </Tooltip>
  );
}
