/** Beside an accepted answer: make it an entry of the FAQ. */

import { BookOpen } from "lucide";
import type { MessageView } from "../../protocol";
import { Button } from "../../ui/button";
import { t } from "../../ui/i18n";
import { mayWriteEntries, writeEntryFrom } from "./open";

export function KeepButton({ answer }: { answer: MessageView | undefined }) {
  if (!answer?.text || !mayWriteEntries()) return null;
  return <Button look="quiet" icon={BookOpen} onClick={() => writeEntryFrom(answer)}>{t("faq_add_from")}</Button>;
}
