/** A private address for feed readers: made here, shown once. */

import { Copy } from "lucide";
import { useId, useState } from "preact/hooks";
import { attempt } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { closeDialog, Dialog } from "../../ui/dialog";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";
import { say } from "../../ui/toast";
import "./syndication.css";

export function FeedDialog({ of, name }: { of: { channelId: string } | { hashtag: string }; name: string }) {
  const [address, setAddress] = useState("");
  const make = () =>
    void attempt(async () => {
      const made = await store.actions.makeFeed(of);
      setAddress(`${location.origin}/feeds/${made.secret}.atom`);
    });
  return (
    <Dialog
      title={t("atom_title", { name })}
      onSubmit={address ? closeDialog : make}
      footer={<Button look="primary" type="submit">{t(address ? "close" : "atom_make")}</Button>}
    >
      {address ? <Address address={address} /> : <p>{t("atom_text")}</p>}
      <p class="feed-address__note">
        <a href="/settings#feeds">{t("atom_mine")}</a>
      </p>
    </Dialog>
  );
}

function Address({ address }: { address: string }) {
  const id = useId();
  const copy = () =>
    void attempt(async () => {
      await navigator.clipboard.writeText(address);
      say(t("copied"));
    });
  return (
    <div class="field">
      <label for={id}>{t("atom_address")}</label>
      <div class="feed-address">
        <input id={id} type="text" readOnly value={address} onFocus={(event) => event.currentTarget.select()} />
        <Button icon={Copy} onClick={copy}>{t("copy_text")}</Button>
      </div>
      <p class="field__hint">{t("atom_once")}</p>
    </div>
  );
}
