/** A few words, such as skills: each a chip; Enter or a comma ends one. */

import { useEffect, useState } from "preact/hooks";
import { X } from "lucide";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { store } from "../../ui/store";

interface WordsFieldProps {
  id: string;
  of: string;
  words: readonly string[];
  onWords: (words: string[]) => void;
}

const LONGEST = 60;

export function WordsField({ id, of, words, onWords }: WordsFieldProps) {
  const [text, setText] = useState("");
  const offered = useOffered(of);
  const add = (typed: string) => {
    onWords(withWords(words, typed));
    setText("");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if ((event.key === "Enter" || event.key === ",") && text.trim() !== "") {
      event.preventDefault();
      add(text);
    }
    if (event.key === "Enter") event.preventDefault();
    if (event.key === "Backspace" && text === "") onWords(words.slice(0, -1));
  };
  return (
    <div class="words-field">
      {words.map((word) => (
        <button key={word} type="button" class="chip" aria-label={t("take_out", { name: word })} onClick={() => onWords(words.filter((other) => other !== word))}>
          {word}
          <Icon of={X} size={14} />
        </button>
      ))}
      <input
        id={id}
        type="text"
        list={`${id}-list`}
        autocomplete="off"
        maxLength={LONGEST}
        value={text}
        aria-describedby={`${id}-note`}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={() => text.trim() !== "" && add(text)}
      />
      <datalist id={`${id}-list`}>
        {offered.filter((word) => !words.includes(word)).map((word) => (
          <option key={word} value={word} />
        ))}
      </datalist>
    </div>
  );
}

/** The words with those that were typed, which commas part; none twice. */
export function withWords(words: readonly string[], typed: string): string[] {
  const given = typed.split(/[,;\n]/).map((word) => word.trim()).filter(Boolean);
  const known = new Set(words.map((word) => word.toLowerCase()));
  return [...words, ...given.filter((word) => !known.has(word.toLowerCase()) && known.add(word.toLowerCase()))];
}

/** What others call it: the same word finds more people. */
function useOffered(of: string): readonly string[] {
  const [offered, setOffered] = useState<readonly string[]>([]);
  useEffect(() => {
    if (of !== "skills" && of !== "languages") return;
    store.actions.countProfiles({}).then(
      (facets) => setOffered((facets[of] ?? []).map((one) => one.label)),
      () => undefined,
    );
  }, [of]);
  return offered;
}
