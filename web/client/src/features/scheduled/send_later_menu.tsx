/** Beside Send: a moment at which the message goes out by itself. */

import { CalendarClock } from "lucide";
import { IconButton } from "../../ui/button";
import { t, type Key } from "../../ui/i18n";
import { openLazily } from "../../ui/lazy";
import { Menu, MenuItem, MenuLine, openPopup } from "../../ui/popup";
import { offeredMoments, type Moment } from "./moments";
import { whenWords } from "./when_words";
import "./send_later.css";

const NAMES: Record<Moment["name"], Key> = {
  today: "send_later_today",
  tomorrow: "send_later_tomorrow",
  monday: "send_later_monday",
};

interface SendLaterProps {
  disabled: boolean;
  /** Called with the moment (Unix ms). */
  onChoose: (sendAt: number) => void;
}

export function SendLaterButton({ disabled, onChoose }: SendLaterProps) {
  return (
    <IconButton
      icon={CalendarClock}
      label={t("send_later")}
      class="send-later"
      aria-haspopup="menu"
      disabled={disabled}
      onClick={(event) => openSendLater(event.currentTarget, onChoose)}
    />
  );
}

/** The menu alone, for those who open it from elsewhere. */
export function openSendLater(from: EventTarget | null, onChoose: (sendAt: number) => void): void {
  openPopup(from, t("send_later"), () => <SendLaterMenu onChoose={onChoose} />);
}

function SendLaterMenu({ onChoose }: Pick<SendLaterProps, "onChoose">) {
  return (
    <Menu label={t("send_later")}>
      {offeredMoments(Date.now()).map((moment) => (
        <MenuItem key={moment.name} icon={CalendarClock} hint={whenWords(moment.at)} onChoose={() => onChoose(moment.at)}>
          {t(NAMES[moment.name])}
        </MenuItem>
      ))}
      <MenuLine />
      <MenuItem icon={CalendarClock} onChoose={() => chooseMoment(onChoose)}>{t("send_later_choose")}</MenuItem>
    </Menu>
  );
}

/** Ask for a day and a time. */
export function chooseMoment(onChoose: (sendAt: number) => void, at?: number): void {
  void openLazily(() => import("./moment_dialog"), ({ MomentDialog }) => <MomentDialog at={at} onChoose={onChoose} />);
}
