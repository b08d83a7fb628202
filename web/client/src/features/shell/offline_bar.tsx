/** A thin bar while the connection is gone for more than a moment. */

import { useEffect, useState } from "preact/hooks";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";
import "./offline_bar.css";

const PATIENCE_MS = 1000;

export function OfflineBar() {
  const { state } = store.connection.value;
  const away = state !== "online";
  const [shown, setShown] = useState(false);
  const [been, setBeen] = useState(false);
  useEffect(() => {
    if (!away) {
      setBeen(true);
      return setShown(false);
    }
    const timer = setTimeout(() => setShown(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [away]);
  return (
    <div role="status" aria-live="polite">
      {shown && away && <Words state={state} first={!been} />}
    </div>
  );
}

function Words({ state, first }: { state: string; first: boolean }) {
  if (state === "signed-out") {
    return (
      <div class="offline-bar">
        {t("signed_out")} <a href="/sign-in">{t("sign_in")}</a>
      </div>
    );
  }
  if (state === "catching-up" || (state === "connecting" && first)) {
    return <div class="offline-bar">{t(first ? "connecting" : "catching_up")}</div>;
  }
  return (
    <div class="offline-bar">
      {t("offline")}
      <button type="button" onClick={() => store.actions.reconnect()}>{t("try_now")}</button>
    </div>
  );
}
