/** The search field, with its sign. */

import { Search } from "lucide";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import "./search.css";

interface SearchBoxProps {
  text: string;
  onText: (text: string) => void;
}

export function SearchBox({ text, onText }: SearchBoxProps) {
  return (
    <span class="search-box">
      <Icon of={Search} size={18} />
      <input
        type="search"
        name="q"
        aria-label={t("search_messages")}
        placeholder={t("search_messages")}
        autocomplete="off"
        enterkeyhint="search"
        value={text}
        onInput={(event) => onText(event.currentTarget.value)}
      />
    </span>
  );
}
