// Durations: as the API writes them (ISO 8601), as people say them, and as people type them. All in milliseconds.

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const ISO = /^PT?(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/;

/** Reads what the API writes, such as PT1H30M. */
export function fromIso(text: string): number {
  const found = ISO.exec(text);
  if (!found) return 0;
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = [...found].map((part: string | undefined) =>
    Number(part ?? 0),
  );
  return days * DAY + hours * HOUR + minutes * MINUTE + seconds * SECOND;
}

/** Writes what the API reads. */
export function toIso(milliseconds: number): string {
  return `PT${Math.round(milliseconds / SECOND)}S`;
}

/** As people say it, exactly: 1 h 30 min. */
export function words(milliseconds: number): string {
  const whole = Math.max(0, Math.round(milliseconds / SECOND));
  const parts = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3_600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`);
  return said.length === 0 ? '0 s' : said.join(' ');
}

/** How much is left, as far as anybody wants to know: seconds within the last hour, and the two largest units before. */
export function left(milliseconds: number): string {
  // Rounded up, so that zero is told only when it is over.
  const seconds = Math.max(0, Math.ceil(milliseconds / SECOND));
  if (seconds < 3_600) {
    const minutes = Math.floor(seconds / 60);
    return minutes > 0 ? `${minutes} min ${String(seconds % 60).padStart(2, '0')} s` : `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** How long ago, roughly. */
export function ago(milliseconds: number): string {
  if (milliseconds < 5 * SECOND) return 'just now';
  if (milliseconds < MINUTE) return `${Math.floor(milliseconds / SECOND)} s ago`;
  if (milliseconds < HOUR) return `${Math.floor(milliseconds / MINUTE)} min ago`;
  if (milliseconds < DAY) return `${Math.floor(milliseconds / HOUR)} h ago`;
  return `${Math.floor(milliseconds / DAY)} d ago`;
}

const UNITS: Record<string, number> = { s: SECOND, sec: SECOND, m: MINUTE, min: MINUTE, h: HOUR, d: DAY };

/** Reads what a person types: `1 h 30 min`, `90m`, `1:30` (hours and minutes), or a bare number of minutes. */
export function fromWords(text: string): number | undefined {
  const typed = text.trim().toLowerCase();
  const clock = /^(\d{1,3}):([0-5]\d)$/.exec(typed);
  if (clock) return Number(clock[1]) * HOUR + Number(clock[2]) * MINUTE;
  if (/^\d+$/.test(typed)) return Number(typed) * MINUTE;
  let sum = 0;
  let rest = typed;
  while (rest !== '') {
    const part = /^(\d+(?:[.,]\d+)?)\s*(d|h|min|m|sec|s)(?:ays?|ours?|inutes?|onds?)?\.?(?:\s+|$|(?=\d))/.exec(rest);
    const unit = part?.[2] === undefined ? undefined : UNITS[part[2]];
    if (part?.[1] === undefined || unit === undefined) return undefined;
    sum += Number(part[1].replace(',', '.')) * unit;
    rest = rest.slice(part[0].length);
  }
  return typed === '' ? undefined : Math.round(sum / SECOND) * SECOND;
}

const STEPS = [
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  20 * MINUTE,
  30 * MINUTE,
  45 * MINUTE,
  HOUR,
  1.5 * HOUR,
  2 * HOUR,
  3 * HOUR,
  4 * HOUR,
  6 * HOUR,
  8 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  3 * DAY,
  5 * DAY,
  7 * DAY,
];

/** The stops of a slider: what people choose among, up to the longest, which is one itself, as is what is usual. */
export function stops(longest: number, usual: number): number[] {
  const all = new Set([...STEPS.filter((step) => step < longest), usual, longest]);
  return [...all].sort((a, b) => a - b);
}
