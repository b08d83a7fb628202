/** The connection has ended for good: the session is over, or too many windows are open. */

import { useEffect, useState } from "preact/hooks";
import { Button } from "../../ui/button";
import { Dialog, openDialog, closeDialog } from "../../ui/dialog";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";

/** Say it once, over the page; what is shown below can still be read. */
export function useSayEnded(): void {
  const { state } = store.connection.value;
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => {
    if (state !== "signed-out" && state !== "refused") {
      if (said !== null && state === "online") setSaid(null);
      return;
    }
    if (said === state) return;
    setSaid(state);
    openDialog(() => (state === "refused" ? <TooMany /> : <SignedOut />));
  }, [state]);
}

function SignedOut() {
  return (
    <Dialog title={t("ended_title")} footer={<a class="button button--primary" href="/sign-in">{t("sign_in")}</a>}>
      <p>{t("ended_text")}</p>
    </Dialog>
  );
}

function TooMany() {
  const again = () => {
    closeDialog();
    store.actions.reconnect();
  };
  return (
    <Dialog title={t("too_many_title")} onSubmit={again} footer={<Button look="primary" type="submit">{t("continue_here")}</Button>}>
      <p>{t("too_many_text")}</p>
    </Dialog>
  );
}
