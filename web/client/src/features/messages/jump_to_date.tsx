/** Going to a day of the conversation: the usual ones, or any by its date. */

import { CalendarDays, ChevronsDown, ChevronsUp } from "lucide";
import { Button } from "../../ui/button";
import { t } from "../../ui/i18n";
import { Menu, MenuItem, MenuLine, closePopup, openPopup } from "../../ui/popup";
import { daysAgo, parseDay, toDay } from "./days";

/** `jump` takes the first moment of a day; that of the future is the newest message. */
export function openDateMenu(from: EventTarget | null, jump: (at: number) => void): void {
  openPopup(from, t("jump_to"), () => <DateMenu jump={jump} />);
}

function DateMenu({ jump }: { jump: (at: number) => void }) {
  const days = [
    [t("date.today"), 0],
    [t("date.yesterday"), 1],
    [t("jump_week"), 7],
    [t("jump_month"), 30],
  ] as const;
  return (
    <>
      <Menu label={t("jump_to")}>
        <MenuItem icon={ChevronsDown} onChoose={() => jump(Number.MAX_SAFE_INTEGER)}>{t("jump_latest")}</MenuItem>
        {days.map(([name, ago]) => (
          <MenuItem key={ago} icon={CalendarDays} onChoose={() => jump(daysAgo(ago))}>{name}</MenuItem>
        ))}
        <MenuItem icon={ChevronsUp} onChoose={() => jump(0)}>{t("jump_first")}</MenuItem>
        <MenuLine />
      </Menu>
      <DateForm jump={jump} />
    </>
  );
}

function DateForm({ jump }: { jump: (at: number) => void }) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const day = parseDay(String(new FormData(event.currentTarget as HTMLFormElement).get("day") ?? ""));
    if (day === null) return;
    closePopup();
    jump(day);
  };
  return (
    <form class="jump-date" onSubmit={submit}>
      <input type="date" name="day" aria-label={t("jump_date")} required max={toDay(Date.now())} />
      <Button type="submit">{t("jump_go")}</Button>
    </form>
  );
}
