/** What went wrong with an app, in plain words. */

import type { OperationError } from "../../store";
import { sentenceFor } from "../../ui/attempt";
import { t } from "../../ui/i18n";

/** What went wrong with an app, in plain words. */
export function appSentence(error: unknown, name: string): string {
  const { code, field } = (error ?? {}) as Partial<OperationError>;
  if (code === "unavailable" && field === "app") return t("app_silent", { name });
  if (code === "timeout") return t("app_silent", { name });
  if (code === "conflict" && field === "app") return t("app_unreadable", { name });
  return code === "not_found" ? t("app_part_gone") : sentenceFor(error);
}
