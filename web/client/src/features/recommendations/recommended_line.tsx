/** Under a message: who recommends it; a press joins them or takes mine back. */

import { Award } from "lucide";
import type { MessageView } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { store } from "../../ui/store";
import "./recommendations.css";

const NAMED = 3;

export function RecommendedLine({ message }: { message: MessageView }) {
  const people = message.recommended_by ?? [];
  if (people.length === 0) return null;
  const me = store.me.value?.id ?? "";
  const mine = people.includes(me);
  const named = [...people].sort((a, b) => Number(b === me) - Number(a === me)).slice(0, NAMED);
  const names = named.map((id) => (id === me ? t("you").toLowerCase() : (store.person(id)?.name ?? "…"))).join(", ");
  const others = people.length - named.length;
  return (
    <button
      type="button"
      class="recommended"
      aria-pressed={mine}
      title={t(mine ? "recommend.take_back" : "recommend.do")}
      onClick={() => void attempt(() => store.actions.toggleRecommended(message))}
    >
      <Icon of={Award} size={16} />
      <span class="recommended__words">
        {others > 0 ? t("recommend.by_and", { names, count: others }) : t("recommend.by", { names })}
      </span>
    </button>
  );
}
