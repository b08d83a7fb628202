/** Thin bars above everything: the connection is gone, something could not be sent, there is an update.
 *
 *  They stand in the order of what weighs most: a phone shows the first alone, and no hint below it. */

import { useEffect, useState } from "preact/hooks";
import { CloudOff } from "lucide";
import { away } from "../../ui/away";
import { openDialog } from "../../ui/dialog";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { store } from "../../ui/store";
import { applyUpdate, updateReady } from "../../ui/worker";
import "./offline_bar.css";

const PATIENCE_MS = 1000;

export function OfflineBar() {
  const { state } = store.connection.value;
  const lost = state !== "online";
  const cutOff = away.value; // read at each turn: it counts the attempts
  const [shown, setShown] = useState(false);
  const [been, setBeen] = useState(false);
  useEffect(() => {
    if (!lost) {
      setBeen(true);
      return setShown(false);
    }
    if (state === "quiet") return setShown(true); // it was waited for long enough
    const timer = setTimeout(() => setShown(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [lost, state === "quiet"]);
  const words = shown && lost && <Words state={state} first={!been} cutOff={cutOff} />;
  const weighs = cutOff || state === "signed-out";
  return (
    <div class="bars" role="status" aria-live="polite">
      {lost && <Unkept />}
      {weighs && words}
      <Stranded />
      {!weighs && words}
      <Update />
    </div>
  );
}

/** What waits to be sent is in this page alone. */
function Unkept() {
  if (!store.unkept.value || store.unsent.value === 0) return null;
  return <div class="offline-bar offline-bar--bad">{t("unkept")}</div>;
}

/** What was refused and is on no screen. */
function Stranded() {
  const count = store.stranded.value.length;
  if (count === 0) return null;
  const look = () => void import("./stranded_dialog").then(({ StrandedDialog }) => openDialog(() => <StrandedDialog />));
  return (
    <div class="offline-bar offline-bar--bad">
      {t("stranded", { count })}
      <button type="button" onClick={look}>{t("stranded_look")}</button>
    </div>
  );
}

/** A new version waits; what is being written stays. */
function Update() {
  if (!updateReady.value) return null;
  return (
    <div class="offline-bar offline-bar--quiet">
      {t("update_ready")}
      <button type="button" onClick={applyUpdate}>{t("update_take")}</button>
    </div>
  );
}

function Words({ state, first, cutOff }: { state: string; first: boolean; cutOff: boolean }) {
  if (state === "signed-out") {
    return (
      <div class="offline-bar">
        {t("signed_out")} <a href="/sign-in">{t("sign_in")}</a>
      </div>
    );
  }
  if (!cutOff) {
    return <div class="offline-bar offline-bar--quiet">{t(first ? "connecting" : "catching_up")}</div>;
  }
  return (
    <div class="offline-bar">
      <Icon of={CloudOff} size={18} />
      {t("offline")}
      <button type="button" onClick={() => store.actions.reconnect()}>{t("try_now")}</button>
    </div>
  );
}
