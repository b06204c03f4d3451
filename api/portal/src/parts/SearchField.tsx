import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';

/** How long somebody may pause in typing before it is searched for, in milliseconds. */
const PAUSE = 350;

/** A field of a filter: it searches as one types, and follows when the filter is changed elsewhere. */
export function SearchField({
  label,
  placeholder,
  value,
  maxLength,
  search,
}: {
  label: string;
  placeholder: string;
  value: string;
  maxLength: number;
  search: (typed: string) => void;
}) {
  const [typed, setTyped] = useState(value);
  const [searched, setSearched] = useState(value);
  if (value !== searched) {
    setSearched(value);
    // While somebody types on, what they see stays theirs.
    if (typed.trim() !== value && typed.trim() === searched) setTyped(value);
  }
  const later = useDebouncedCallback((text: string) => search(text.trim()), PAUSE);
  return (
    <TextInput
      label={label}
      placeholder={placeholder}
      value={typed}
      maxLength={maxLength}
      autoComplete="off"
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        later(event.currentTarget.value);
      }}
    />
  );
}
