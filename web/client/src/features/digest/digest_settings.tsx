/** The digest by e-mail: how often, when, and whether after a visit too. */

import { useSignal } from "@preact/signals";
import { useEffect, useId } from "preact/hooks";
import type { DigestSettingsView, SetDigestSettings } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { clock } from "../../ui/dates";
import { ChoiceField } from "../../ui/field";
import { currentLocale, t } from "../../ui/i18n";
import { store } from "../../ui/store";
import { Section, Switch } from "../notifications/parts";
import "./digest.css";

type Frequency = NonNullable<DigestSettingsView["frequency"]>;
type Change = (change: SetDigestSettings) => void;

const A_MONDAY = Date.UTC(2024, 0, 1);
const HOUR_MS = 3_600_000;
const OFTEN = { off: "digest_often_off", daily: "digest_often_daily", weekly: "digest_often_weekly" } as const;

const ownTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function DigestSettings() {
  const settings = useSignal<DigestSettingsView | null>(null);
  const online = store.connection.value.state === "online";
  const changes = store.digestChanges.value; // also by another device
  useEffect(() => {
    let gone = false;
    const show = (found: DigestSettingsView) => void (gone || (settings.value = found));
    if (online) store.actions.getDigest().then(show, () => undefined); // the next connection asks again
    return () => void (gone = true);
  }, [online, changes]);
  const change: Change = (given) =>
    void attempt(async () => {
      settings.value = await store.actions.setDigest(given);
    });
  return (
    <Section title={t("digest")}>
      <p class="notices__note">{t(settings.value && !settings.value.mail_works ? "digest_no_mail" : "digest_about")}</p>
      {settings.value?.mail_works && <Choices settings={settings.value} change={change} />}
      <p class="digest__look"><a href="/settings/digest">{t("digest_look")}</a></p>
    </Section>
  );
}

function Choices({ settings, change }: { settings: DigestSettingsView; change: Change }) {
  const { frequency = "default", workspace = "off" } = settings;
  const often = frequency === "default" ? workspace : frequency;
  const choose = (next: Frequency) => change({ frequency: next, ...(next === "daily" || next === "weekly" ? ownWays(settings) : {}) });
  return (
    <>
      <ChoiceField<Frequency>
        legend={<span class="sr-only">{t("digest")}</span>}
        value={frequency}
        onChoose={choose}
        options={[
          { value: "default", label: t("digest_default", { often: t(OFTEN[workspace]) }) },
          { value: "daily", label: t("digest_daily") },
          { value: "weekly", label: t("digest_weekly") },
          { value: "off", label: t("digest_off") },
        ]}
      />
      {often !== "off" && (
        <>
          <Moment settings={settings} weekly={often === "weekly"} change={change} />
          <Switch label={t("digest_always")} hint={t("digest_always_hint")} on={settings.always === true} onTurn={(always) => change({ always })} />
        </>
      )}
    </>
  );
}

function Moment({ settings, weekly, change }: { settings: DigestSettingsView; weekly: boolean; change: Change }) {
  const { hour = 8, day = 1, time_zone = "" } = settings;
  const here = ownTimeZone();
  return (
    <>
      <div class="digest__when">
        {weekly && (
          <Pick label={t("digest_on")} value={day} values={[1, 2, 3, 4, 5, 6, 7]} say={dayName} onPick={(picked) => change({ day: picked })} />
        )}
        <Pick label={t("digest_at")} value={hour} values={HOURS} say={hourName} onPick={(picked) => change({ hour: picked })} />
      </div>
      <p class="notices__note">{t("notify.quiet_zone", { zone: zoneName(time_zone || "UTC") })}</p>
      {time_zone !== here && (
        <p class="digest__here"><Button onClick={() => change({ time_zone: here })}>{t("notify.quiet_here", { zone: zoneName(here) })}</Button></p>
      )}
    </>
  );
}

interface PickProps {
  label: string;
  value: number;
  values: readonly number[];
  say: (value: number) => string;
  onPick: (value: number) => void;
}

function Pick({ label, value, values, say, onPick }: PickProps) {
  const id = useId();
  return (
    <div class="digest__pick">
      <label for={id}>{label}</label>
      <select id={id} class="select" value={String(value)} onChange={(event) => onPick(Number(event.currentTarget.value))}>
        {values.map((one) => (
          <option key={one} value={String(one)}>{say(one)}</option>
        ))}
      </select>
    </div>
  );
}

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** A digest goes by the clock on one's own wall and speaks as one's pages do: only the browser knows both at first. */
const ownWays = (settings: DigestSettingsView) => ({
  language: document.documentElement.lang,
  ...(settings.time_zone ? {} : { time_zone: ownTimeZone() }),
});

const dayName = (day: number) =>
  new Intl.DateTimeFormat(currentLocale(), { weekday: "long", timeZone: "UTC" }).format(A_MONDAY + (day - 1) * 24 * HOUR_MS);

const hourName = (hour: number) =>
  new Intl.DateTimeFormat(currentLocale(), { ...clock(currentLocale()), timeZone: "UTC" }).format(A_MONDAY + hour * HOUR_MS);

const zoneName = (zone: string) => zone.replaceAll("_", " ");
