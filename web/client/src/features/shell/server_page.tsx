/** In the place of a page that only the server can make, while there is no network. */

import { useEffect } from "preact/hooks";
import { Button } from "../../ui/button";
import { t } from "../../ui/i18n";
import { Empty } from "../../ui/placeholder";
import { store } from "../../ui/store";
import { Page } from "./page";

const TRIED = "ruche.page.tried";
const PAUSE_MS = 10_000;

export function ServerPage() {
  const online = store.connection.value.state === "online";
  useEffect(() => {
    if (!online) return;
    const timer = setTimeout(open, pauseBefore());
    return () => clearTimeout(timer);
  }, [online]);
  return (
    <Page title={t("page_away_title")} back>
      <Empty text={t("page_away_text")}>
        <Button onClick={open}>{t("try_again")}</Button>
        <a class="button button--primary" href="/">{t("back_to_chat")}</a>
      </Empty>
    </Page>
  );
}

/** The page itself, by its address alone: what a form sent there is not sent again. */
function open(): void {
  sessionStorage.setItem(TRIED, String(Date.now()));
  location.replace(location.pathname + location.search);
}

/** Where the page stays away though the socket is there, it is asked for once in a while. */
function pauseBefore(): number {
  const last = Number(sessionStorage.getItem(TRIED) ?? 0);
  return Math.min(PAUSE_MS, Math.max(0, last + PAUSE_MS - Date.now()));
}
