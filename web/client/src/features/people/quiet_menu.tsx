/** For how long nothing should disturb. */

import { MoonStar } from "lucide";
import { t } from "../../ui/i18n";
import { Menu, MenuItem } from "../../ui/popup";
import { endOf, type Span } from "./until";

export function QuietMenu({ onChoose }: { onChoose: (until_at: number | null) => void }) {
  const spans: ReadonlyArray<readonly [Span, string]> = [
    ["hour", t("span_hour")],
    ["tomorrow", t("span_tomorrow")],
    ["week", t("span_week")],
  ];
  return (
    <Menu label={t("dnd")}>
      {spans.map(([span, name]) => (
        <MenuItem key={span} icon={MoonStar} onChoose={() => onChoose(endOf(span))}>{name}</MenuItem>
      ))}
    </Menu>
  );
}
