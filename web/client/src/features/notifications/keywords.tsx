/** Words that call me like a mention. */

import { useSignal } from "@preact/signals";
import { X } from "lucide";
import { Button } from "../../ui/button";
import { TextField } from "../../ui/field";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { change } from "./parts";

const LONGEST = 50;
const MOST = 30;

export function Keywords({ words }: { words: readonly string[] }) {
  const typed = useSignal("");
  const error = useSignal<string | null>(null);
  const add = async (event: Event) => {
    event.preventDefault();
    const fresh = typed.value.split(/[,\n]/).map((word) => word.trim()).filter(Boolean);
    error.value = fresh.some((word) => word.length < 2) ? t("notify.keyword_short") : null;
    if (fresh.length === 0 || error.value) return;
    if (words.length + fresh.length > MOST) {
      error.value = t("notify.keyword_many", { count: MOST });
      return;
    }
    if (await change({ keywords: [...words, ...fresh] })) typed.value = "";
  };
  return (
    <div class="keywords">
      <form class="keywords__add" onSubmit={(event) => void add(event)}>
        <TextField
          label={t("notify.keywords")}
          hint={t("notify.keywords_hint")}
          value={typed.value}
          error={error.value}
          maxLength={LONGEST}
          onText={(text) => (typed.value = text)}
        />
        <Button type="submit">{t("notify.keyword_add")}</Button>
      </form>
      <ul class="keywords__list" role="list">
        {words.map((word) => (
          <li key={word}>
            <button
              type="button"
              class="keyword"
              aria-label={t("notify.keyword_remove", { word })}
              title={t("notify.keyword_remove", { word })}
              onClick={() => void change({ keywords: words.filter((other) => other !== word) })}
            >
              {word} <Icon of={X} size={16} />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
