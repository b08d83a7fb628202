/** How many questions the bot took off people's hands in the last month; it names nobody. */

import { useEffect, useState } from "preact/hooks";
import type { FaqReport } from "../../protocol";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";

const DAYS = 30;

export function Deflection() {
  const [report, setReport] = useState<FaqReport | null>(null);
  const online = store.connection.value.state === "online";
  useEffect(() => {
    if (!online) return;
    let stale = false;
    store.actions.faqReport(DAYS).then((found) => void (stale || setReport(found)), () => undefined);
    return () => void (stale = true);
  }, [online]);
  if (!report || report.asked === 0) return null;
  const { asked, answered, confirmed, handed_over: handed } = report;
  return <p class="faq-report">{t("faq_report", { days: DAYS, asked, answered, confirmed, handed })}</p>;
}
