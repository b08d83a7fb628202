/** My own profile: what I say of myself, and who sees it. */

import { useEffect, useState } from "preact/hooks";
import type { ProfileView, Visibility } from "../../protocol";
import { sentenceFor } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { t } from "../../ui/i18n";
import { Empty, ListSkeleton } from "../../ui/placeholder";
import { goBack, personPath } from "../../ui/router";
import { store } from "../../ui/store";
import { complain, say } from "../../ui/toast";
import { Switch } from "../notifications/parts";
import { Page } from "../shell/page";
import { askFields, fields } from "./fields";
import { ProfileField } from "./profile_field";
import { useProfile } from "./use_profile";
import "../notifications/notifications.css";
import "./edit_profile.css";

export function EditProfilePage() {
  const me = store.me.value;
  return (
    <Page title={t("edit_profile")} back>
      {!me ? <ListSkeleton /> : me.role === "guest" ? <Empty text={t("no_profile_for_guests")} /> : <Mine id={me.id} />}
    </Page>
  );
}

function Mine({ id }: { id: string }) {
  useEffect(() => void askFields().catch(() => undefined), []);
  const { profile, failed } = useProfile(id);
  if (!profile) return failed ? <Empty text={failed} /> : <ListSkeleton rows={8} />;
  return <Form key={id} profile={profile} />;
}

type Values = Record<string, string[]>;
type Only = Record<string, Visibility>;
interface Refusal {
  field: string | null;
  said: string;
}

function Form({ profile }: { profile: ProfileView }) {
  const used = fields.value.filter((field) => field.used);
  const [values, setValues] = useState<Values>({});
  const [only, setOnly] = useState<Only>({});
  const [unasked, setUnasked] = useState(profile.unasked ?? false);
  const [refused, setRefused] = useState<Refusal | null>(null);
  const held = (key: string) => profile.values?.find((value) => value.key === key);
  const save = async (event: Event) => {
    event.preventDefault();
    setRefused(null);
    try {
      await store.actions.updateProfile({ values, only, unasked });
      say(t("profile_saved"));
      goBack(personPath(profile.person.id));
    } catch (error) {
      const field = (error as { field?: string | null }).field ?? null;
      setRefused({ field, said: sentenceFor(error) });
      complain(sentenceFor(error));
    }
  };
  return (
    <form class="notices edit-profile" onSubmit={(event) => void save(event)} novalidate>
      <p class="notices__note">{t("profile_seen_note")}</p>
      <NameAndPhoto />
      {used.map((field) => (
        <ProfileField
          key={field.key}
          field={field}
          values={values[field.key] ?? held(field.key)?.values ?? []}
          visibility={only[field.key] ?? held(field.key)?.visibility ?? field.visibility}
          manager={profile.manager ?? null}
          error={refused?.field === field.key ? refused.said : null}
          onValues={(given) => setValues({ ...values, [field.key]: given })}
          onVisibility={(chosen) => setOnly({ ...only, [field.key]: chosen })}
        />
      ))}
      <Switch label={t("ask_me")} hint={t("ask_me_hint")} on={!unasked} onTurn={(on) => setUnasked(!on)} />
      <p class="edit-profile__account">
        <a href="/me/topics">{t("topics")}</a>
      </p>
      {refused && <p class="field__error" role="alert">{refused.said}</p>}
      <div class="edit-profile__foot">
        <Button onClick={() => goBack(personPath(profile.person.id))}>{t("cancel")}</Button>
        <Button look="primary" type="submit">{t("save_profile")}</Button>
      </div>
    </form>
  );
}

/** What belongs to the account stands among the settings. */
function NameAndPhoto() {
  return (
    <p class="edit-profile__account">
      <a href="/settings#profile">{t("name_and_title")}</a>
    </p>
  );
}

