/** Leave this browser: nothing of mine stays in it, and what is not sent is not lost unasked. */

import { Confirm, openDialog } from "../../ui/dialog";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";
import { complain } from "../../ui/toast";
import { forgetShell } from "../../ui/worker";
import { forgetPlaces } from "../switcher/recent";

export function signOut(): void {
  const { state } = store.connection.peek();
  if (state !== "online" && state !== "catching-up" && state !== "refused") return complain(t("sign_out_offline"));
  const count = store.unsent.peek();
  if (count === 0) return void leave();
  openDialog(() => (
    <Confirm
      title={t("sign_out_unsent_title")}
      text={t("sign_out_unsent", { count })}
      verb={t("sign_out_lose")}
      onConfirm={() => void leave()}
    />
  ));
}

/** A form with the page's own token, as the server's pages send it. */
async function leave(): Promise<void> {
  forgetPlaces();
  await Promise.all([store.actions.forget(), forgetShell()]);
  const token = document.querySelector<HTMLMetaElement>('meta[name="csrf"]')?.content ?? "";
  const form = document.createElement("form");
  form.method = "post";
  form.action = "/sign-out";
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "csrf";
  field.value = token;
  form.append(field);
  document.body.append(form);
  form.submit();
}
