/** Quietly, where one looks after oneself: Ruche can stand beside the other apps. */

import { Share, Smartphone } from "lucide";
import { Button } from "../../ui/button";
import { Dialog, openDialog } from "../../ui/dialog";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { declineInstall, install, installOffer } from "./install";
import "./install_card.css";

export function InstallCard() {
  const offer = installOffer();
  if (!offer) return null;
  const accept = () => (offer === "ask" ? void install() : openDialog(() => <AppleSteps />));
  return (
    <section class="install-card" aria-label={t("install")}>
      <Icon of={Smartphone} size={24} />
      <div>
        <h2>{t("install")}</h2>
        <p>{t("install_text")}</p>
        <div class="install-card__buttons">
          <Button look="primary" onClick={accept}>{t(offer === "ask" ? "install_verb" : "install_how")}</Button>
          <Button look="quiet" onClick={declineInstall}>{t("not_now")}</Button>
        </div>
      </div>
    </section>
  );
}

function AppleSteps() {
  return (
    <Dialog title={t("install")}>
      <ol class="install-card__steps">
        <li>{t("install_step_share")} <Icon of={Share} size={18} /></li>
        <li>{t("install_step_add")}</li>
        <li>{t("install_step_open")}</li>
      </ol>
    </Dialog>
  );
}
