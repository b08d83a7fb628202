/** A field that narrows a list: what is typed counts once the hand rests. */

import { useEffect, useState } from "preact/hooks";

const WAIT_MS = 150;

interface QueryFieldProps {
  label: string;
  query: string;
  onQuery: (query: string) => void;
}

export function QueryField({ label, query, onQuery }: QueryFieldProps) {
  const [text, setText] = useState(query);
  useEffect(() => {
    if (text.trim() === query) return;
    const timer = setTimeout(() => onQuery(text.trim()), WAIT_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <input
      type="search"
      class="search-field"
      aria-label={label}
      placeholder={label}
      value={text}
      onInput={(event) => setText(event.currentTarget.value)}
    />
  );
}
