/** What a member may do in a channel: a menu at the desk, a sheet in the pocket. */

import { Check, Crown, PenLine, UserRound } from "lucide";
import type { IconNode } from "lucide";
import type { MemberRole } from "../../protocol";
import { t, type Key } from "../../ui/i18n";
import { Menu, MenuItem, openPopup } from "../../ui/popup";

const PARTS: ReadonlyArray<readonly [MemberRole, Key, IconNode]> = [
  ["member", "part_member", UserRound],
  ["author", "part_author", PenLine],
  ["owner", "role_owner", Crown],
];

export function openParts(from: Element, name: string, now: MemberRole, onChoose: (role: MemberRole) => void): void {
  openPopup(from, t("part_of", { name }), () => (
    <Menu label={t("part_of", { name })}>
      {PARTS.map(([role, key, icon]) => (
        <MenuItem
          key={role}
          icon={role === now ? Check : icon}
          {...(role === now ? { hint: t("chosen_now") } : {})}
          onChoose={() => role !== now && onChoose(role)}
        >
          {t(key)}
        </MenuItem>
      ))}
    </Menu>
  ));
}
