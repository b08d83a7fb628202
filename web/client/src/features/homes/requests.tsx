/** Who asks to come into my channels, and the two answers. */

import type { JoinRequestView } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { Avatar } from "../../ui/avatar";
import { Button } from "../../ui/button";
import { t } from "../../ui/i18n";
import { personPath } from "../../ui/router";
import { store } from "../../ui/store";
import { avatarUrl } from "../files/urls";
import { waitingFor } from "./waiting";
import "./homes.css";

export function Requests({ channelId }: { channelId?: string }) {
  const waiting = waitingFor(channelId);
  if (waiting.length === 0) return null;
  return (
    <section class="requests" aria-label={t("requests")}>
      <h2 class="requests__title">{t("requests")}</h2>
      <ul role="list">
        {waiting.map((one) => (
          <Request key={`${one.channel_id}/${one.person_id}`} request={one} named={channelId === undefined} />
        ))}
      </ul>
    </section>
  );
}

function Request({ request, named }: { request: JoinRequestView; named: boolean }) {
  const { channel_id, person_id } = request;
  const person = store.person(person_id);
  const name = person?.name ?? "…";
  const channel = store.channels.value[channel_id]?.name ?? request.channel_name;
  const answer = (accept: boolean) => void attempt(() => store.actions.answerRequest(channel_id, person_id, accept));
  return (
    <li class="requests__one">
      <Avatar id={person_id} name={name} size={36} photo={avatarUrl(person)} />
      <div class="requests__words">
        <a href={personPath(person_id)}>{name}</a> {named && <span class="requests__where">{t("asks_to_join", { channel })}</span>}
        {request.words && <p>{request.words}</p>}
      </div>
      <span class="requests__answers">
        <Button aria-label={t("let_not_in", { name })} onClick={() => answer(false)}>{t("refuse")}</Button>
        <Button look="primary" aria-label={t("let_in", { name })} onClick={() => answer(true)}>{t("accept")}</Button>
      </span>
    </li>
  );
}
