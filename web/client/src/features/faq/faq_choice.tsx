/** In a channel's details: whether the FAQ bot answers its questions, and whom it asks if unsure. */

import { BookOpen } from "lucide";
import { useEffect, useState } from "preact/hooks";
import type { ChannelView, FaqChannelView } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { closeDialog, Dialog, openDialog } from "../../ui/dialog";
import { ChoiceField } from "../../ui/field";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { store } from "../../ui/store";
import { mayAdminister } from "../people/may_administer";
import { MemberField } from "./member_field";
import "./faq.css";

export function FaqChoice({ channel }: { channel: ChannelView }) {
  const [settings, setSettings] = useState<FaqChannelView | null>(null);
  const online = store.connection.value.state === "online";
  useEffect(() => {
    if (!online) return;
    let stale = false;
    store.actions.faqSettings(channel.id).then((found) => void (stale || setSettings(found)), () => undefined);
    return () => void (stale = true);
  }, [channel.id, online]);
  const mayChange = mayAdminister() || channel.role === "owner" || channel.kind === "group";
  if (!settings || (!mayChange && !settings.answers) || channel.archived) return null;
  const words = t(settings.answers ? "faq_on" : "faq_off");
  return (
    <div class="details__group">
      {mayChange ? (
        <button type="button" class="menu-item" onClick={() => openDialog(() => <FaqDialog channel={channel} settings={settings} onSaved={setSettings} />)}>
          <Icon of={BookOpen} size={18} />
          <span class="menu-item__words">{words}</span>
        </button>
      ) : (
        <p class="menu-item">
          <Icon of={BookOpen} size={18} />
          <span class="menu-item__words">{words}</span>
        </p>
      )}
    </div>
  );
}

interface FaqDialogProps {
  channel: ChannelView;
  settings: FaqChannelView;
  onSaved: (settings: FaqChannelView) => void;
}

function FaqDialog({ channel, settings, onSaved }: FaqDialogProps) {
  const [answers, setAnswers] = useState(settings.answers);
  const [asksId, setAsksId] = useState(settings.asks_id);
  const save = async () => {
    const done = await attempt(async () => onSaved(await store.actions.configureFaq(channel.id, answers, asksId)));
    if (done) closeDialog();
  };
  return (
    <Dialog
      title={t("faq_bot")}
      onSubmit={save}
      footer={
        <>
          <Button onClick={closeDialog}>{t("cancel")}</Button>
          <Button look="primary" type="submit">{t("save_entry")}</Button>
        </>
      }
    >
      <ChoiceField<"on" | "off">
        legend={t("faq_bot_legend")}
        value={answers ? "on" : "off"}
        onChoose={(value) => setAnswers(value === "on")}
        options={[
          { value: "on", label: t("faq_bot_on"), hint: t("faq_bot_on_hint") },
          { value: "off", label: t("faq_bot_off"), hint: t("faq_bot_off_hint") },
        ]}
      />
      {answers && <MemberField label={t("faq_asks")} hint={t("faq_asks_hint")} optional channelId={channel.id} chosenId={asksId} onChoose={setAsksId} />}
    </Dialog>
  );
}
