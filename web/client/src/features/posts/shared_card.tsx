/** A message of another place, shown to those who may read it there, as it is there now. */

import { EyeOff } from "lucide";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { MessageCard } from "../messages/message_card";
import { useMessage } from "./use_message";

export function SharedCard({ messageId, channelId }: { messageId: string; channelId: string }) {
  const message = useMessage(channelId, messageId);
  if (message === undefined) return <p class="shared shared--hidden">{t("post.shared_loading")}</p>;
  if (message === null || message.deleted) {
    return (
      <p class="shared shared--hidden">
        <Icon of={EyeOff} size={16} />
        {t("post.shared_hidden")}
      </p>
    );
  }
  return (
    <div class="shared">
      <MessageCard message={message} place />
    </div>
  );
}
