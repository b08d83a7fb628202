/** What I am told of, where, and when not: my own settings. */

import type { NotificationsView } from "../../protocol";
import { ChoiceField } from "../../ui/field";
import { t } from "../../ui/i18n";
import { ListSkeleton } from "../../ui/placeholder";
import { store } from "../../ui/store";
import { Page } from "../shell/page";
import { DigestSettings } from "../digest/digest_settings";
import { Devices } from "./devices";
import { Keywords } from "./keywords";
import { change, Section, Switch } from "./parts";
import { QuietHours } from "./quiet_hours";
import { ThisDevice } from "./this_device";
import "./notifications.css";

type Level = NonNullable<NotificationsView["level"]>;

export function NotificationsPage() {
  const settings = store.notifications.value;
  return (
    <Page title={t("notifications")} back>
      {settings ? <Sections settings={settings} /> : <ListSkeleton rows={6} />}
    </Page>
  );
}

function Sections({ settings }: { settings: NotificationsView }) {
  return (
    <div class="notices">
      <Section title={t("notify.here")}>
        <ThisDevice />
      </Section>
      <Devices mail={settings.mail !== false && settings.mail_works === true} />
      <Section title={t("notify.what")}>
        <ChoiceField<Level>
          legend={<span class="sr-only">{t("notify.what")}</span>}
          value={settings.level ?? "mentions"}
          onChoose={(level) => void change({ level })}
          options={[
            { value: "all", label: t("notify.level_all"), hint: t("notify.level_all_hint") },
            { value: "mentions", label: t("notify.level_mentions"), hint: t("notify.level_mentions_hint") },
            { value: "none", label: t("notify.level_none"), hint: t("notify.level_none_hint") },
          ]}
        />
        <p class="notices__note">{t("notify.per_channel")}</p>
        <Keywords words={settings.keywords ?? []} />
      </Section>
      <Section title={t("notify.quiet")}>
        <QuietHours settings={settings} />
      </Section>
      <Section title={t("notify.else")}>
        <Switch
          label={t("notify.mail")}
          hint={t(settings.mail_works ? "notify.mail_hint" : "notify.mail_none")}
          on={settings.mail !== false && settings.mail_works === true}
          disabled={!settings.mail_works}
          onTurn={(mail) => void change({ mail })}
        />
        <Switch
          label={t("notify.sound")}
          hint={t("notify.sound_hint")}
          on={settings.sound === true}
          onTurn={(sound) => void change({ sound })}
        />
      </Section>
      <DigestSettings />
    </div>
  );
}
