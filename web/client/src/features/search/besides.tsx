/** What a search finds besides messages: people, channels and hashtags, who knows, the FAQ. */

import { GraduationCap } from "lucide";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { expertsPath } from "../../ui/router";
import { plainWords, useNamed, type Group, type Row } from "./found";

/** Nothing where filters are set: they speak of messages. */
export function Besides({ query }: { query: string }) {
  const words = plainWords(query);
  const groups = useNamed(words);
  if (words === null) return null;
  const more: Row = { id: "experts", href: expertsPath(words), sign: <Icon of={GraduationCap} size={18} />, words: t("search_who_knows") };
  return (
    <div class="besides">
      {groups.map((group) => (
        <Part key={group.title} group={group.title === "search_knowing" ? { ...group, rows: [...group.rows, more] } : group} />
      ))}
    </div>
  );
}

/** A heading over what is called so; nothing without any. */
function Part({ group: { title, rows } }: { group: Group }) {
  if (rows.length === 0) return null;
  return (
    <section aria-label={t(title)}>
      <h2>{t(title)}</h2>
      <ul role="list">
        {rows.map((row) => (
          <li key={row.id}>
            <a class={row.hint ? "menu-item besides__told" : "menu-item"} href={row.href}>
              {row.sign}
              <span class="menu-item__words clip">{row.words}</span>
              {row.hint && <span class="menu-item__hint clip">{row.hint}</span>}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
