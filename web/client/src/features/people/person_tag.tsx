/** A quiet word beside the name of who is no member of the workspace: a guest, or a bot. */

import type { PersonView } from "../../protocol";
import { t } from "../../ui/i18n";

export function PersonTag({ person }: { person: Pick<PersonView, "role" | "bot"> | null | undefined }) {
  if (person?.bot) return <span class="tag">{t("bot")}</span>;
  return person?.role === "guest" ? <span class="tag">{t("role_guest")}</span> : null;
}
