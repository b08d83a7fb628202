/** Who does not stand in the chart yet: no manager, and nobody reports to them. */

import { ChevronDown, ChevronUp } from "lucide";
import { useState } from "preact/hooks";
import type { ChartView } from "../../protocol";
import { Avatar } from "../../ui/avatar";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { peoplePath, personPath } from "../../ui/router";
import { store } from "../../ui/store";
import { avatarUrl } from "../files/urls";

export function ChartApart({ top }: { top: ChartView }) {
  const [isOpen, setOpen] = useState(false);
  const apart = top.apart ?? [];
  const count = top.apart_count ?? 0;
  if (count === 0) return null;
  const others = count - apart.length;
  return (
    <section class="chart-apart" aria-label={t("chart_apart")}>
      <button type="button" class="chart-apart__turn" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {t("chart_apart_count", { count })}
        <Icon of={isOpen ? ChevronUp : ChevronDown} size={16} />
      </button>
      {isOpen && (
        <div class="chart-apart__body">
          <p class="chart-apart__note">
            {t("chart_apart_note")} <a href="/me/profile">{t("edit_profile")}</a>
          </p>
          <ul class="chart-apart__people" aria-label={t("chart_apart")}>
            {apart.map((node) => {
              const person = store.person(node.person.id) ?? node.person;
              return (
                <li key={person.id}>
                  <a class="chart-apart__person" href={personPath(person.id)}>
                    <Avatar id={person.id} name={person.name} size={24} photo={avatarUrl(person)} />
                    <span class="clip">{person.name}</span>
                  </a>
                </li>
              );
            })}
          </ul>
          {others > 0 && (
            <p class="chart-apart__note">
              {t("chart_apart_more", { count: others })} <a href={peoplePath()}>{t("open_directory")}</a>
            </p>
          )}
        </div>
      )}
    </section>
  );
}
