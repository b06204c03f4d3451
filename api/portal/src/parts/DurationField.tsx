import { Slider, Stack, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { fromWords, stops, words } from '../duration';

const SHORTEST = 5_000;

/** A duration to choose or to type, held to its bounds as one types. */
export function DurationField({
  label,
  description,
  usual,
  longest,
  value,
  change,
}: {
  label: string;
  description: string;
  usual: number;
  longest: number;
  /** In milliseconds; undefined while what is typed is none, or is out of bounds. */
  value: number | undefined;
  change: (value: number | undefined) => void;
}) {
  const [text, setText] = useState(words(value ?? usual));
  const all = stops(longest, usual);
  const nearest = (wanted: number) => {
    const found = all.findIndex((stop) => stop >= wanted);
    return found < 0 ? all.length - 1 : found;
  };
  const typed = fromWords(text);
  const error =
    typed === undefined
      ? 'Write it as 90 min, 1 h 30 min or 1:30.'
      : typed < SHORTEST || typed > longest
        ? `Between ${words(SHORTEST)} and ${words(longest)}, please.`
        : undefined;

  useEffect(() => {
    const valid = error === undefined ? typed : undefined;
    if (valid !== value) change(valid);
  }, [error, typed, value, change]);

  return (
    <Stack gap={6}>
      <TextInput
        label={label}
        description={description}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={error}
        maxLength={40}
        inputMode="text"
        autoComplete="off"
      />
      <Slider
        min={0}
        max={all.length - 1}
        value={nearest(typed ?? usual)}
        onChange={(index) => {
          // Moving to where it is already would round what was typed.
          if (index !== nearest(typed ?? usual)) setText(words(all[index] ?? usual));
        }}
        label={(index) => words(all[index] ?? usual)}
        thumbLabel={label}
        thumbProps={{ 'aria-valuetext': words(typed ?? usual) }}
        marks={[{ value: nearest(usual), label: 'usual' }]}
        mb={18}
        mx={6}
      />
    </Stack>
  );
}
