/** To a person's wall, where they alone begin threads; one's own is made when first asked for. */

import { Newspaper } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { attempt } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { t } from "../../ui/i18n";
import { channelPath, go } from "../../ui/router";
import { store } from "../../ui/store";

export function WallButton({ personId }: { personId: string }) {
  const me = store.me.value;
  const mine = personId === me?.id;
  const [wall, setWall] = useState<string | null>(null);
  const online = store.connection.value.state === "online";
  useEffect(() => setWall(null), [personId]);
  useEffect(() => {
    if (!online) return;
    let shown = true;
    store.actions.findWall(personId).then((found) => shown && setWall(found), () => undefined);
    return () => void (shown = false);
  }, [personId, online]);
  if (!wall && (!mine || me?.role === "guest")) return null;
  const open = () =>
    void attempt(async () => {
      go(channelPath(wall ?? (await store.actions.openWall())));
    });
  return <Button icon={Newspaper} onClick={open}>{t(mine ? "post.my_wall" : "post.wall")}</Button>;
}
