/** Why a thread is in my feed: the first reason in words; a press shows all, and what each counts. */

import { AtSign, Award, CircleCheck, FileText, Flame, Hash, Megaphone, MessagesSquare, Star, UserRound, UserRoundCheck } from "lucide";
import type { IconNode } from "lucide";
import type { FeedItem, FeedReason } from "../../protocol";
import { formatNumber, t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { openPopup } from "../../ui/popup";
import { store } from "../../ui/store";

const ICONS: Record<FeedReason["kind"], IconNode> = {
  mention: AtSign,
  announcement: Megaphone,
  person: UserRoundCheck,
  recommended: Award,
  hashtag: Hash,
  answer: CircleCheck,
  mine: UserRound,
  part: MessagesSquare,
  file: FileText,
  starred: Star,
  channel: Hash,
  lively: Flame,
};

export function reasonWords(reason: FeedReason): string {
  switch (reason.kind) {
    case "mention":
      return t("why_named");
    case "announcement":
      return t("why_announcement");
    case "person":
      return t("why_person", { name: store.person(reason.person_id ?? "")?.name ?? "" });
    case "recommended":
      return t("why_recommended", { name: store.person(reason.person_id ?? "")?.name ?? "" });
    case "file":
      return t("why_file", { name: store.person(reason.person_id ?? "")?.name ?? "" });
    case "hashtag":
      return t("why_hashtag", { tag: reason.tag ?? "" });
    case "answer":
      return t("why_answer");
    case "mine":
      return t("why_mine");
    case "part":
      return t("why_part");
    case "starred":
      return t("why_starred");
    case "lively":
      return t("why_lively");
    default:
      return t("why_channel");
  }
}

export function Why({ item }: { item: FeedItem }) {
  const [first] = item.reasons ?? [];
  if (!first) return null;
  return (
    <button
      type="button"
      class="feed-card__why"
      aria-haspopup="dialog"
      title={t("why_all")}
      onClick={(event) => openPopup(event.currentTarget, t("why_all"), () => <AllReasons item={item} />)}
    >
      <Icon of={ICONS[first.kind]} size={14} />
      <span class="clip">{reasonWords(first)}</span>
    </button>
  );
}

function AllReasons({ item }: { item: FeedItem }) {
  const age = store.feedSettings.value?.weights.age ?? 2;
  const days = Math.max(0, (Date.now() - item.active_at) / 86_400_000);
  return (
    <div class="why">
      <h3>{t("why_all")}</h3>
      <ul role="list">
        {(item.reasons ?? []).map((reason) => (
          <Line key={reason.kind} icon={ICONS[reason.kind]} words={reasonWords(reason)} points={reason.points ?? 0} />
        ))}
        <Line icon={null} words={days < 1 ? t("why_today") : t("why_age", { count: Math.round(days) })} points={-age * days} />
      </ul>
      <p class="why__note">{t("why_note")}</p>
    </div>
  );
}

function Line({ icon, words, points }: { icon: IconNode | null; words: string; points: number }) {
  const rounded = Math.round(points * 10) / 10 || 0;
  return (
    <li class="why__line">
      {icon ? <Icon of={icon} size={16} /> : <span class="why__blank" />}
      <span>{words}</span>
      <span class="why__points tabular">{rounded > 0 ? "+" : ""}{formatNumber(rounded)}</span>
    </li>
  );
}
