/** How I want my feed: its order, what counts how much, and what I have muted. */

import { useState } from "preact/hooks";
import type { FeedWeights } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { closeDialog, Dialog } from "../../ui/dialog";
import { ChoiceField } from "../../ui/field";
import { t, type Key } from "../../ui/i18n";
import { store } from "../../ui/store";
import { isDirect, signedTitle } from "../membership/title";
import { tagNames, useTagNames } from "./tag_names";
import "./feed_settings.css";

type Weights = Required<FeedWeights>;

/** As they come. Source: docs/feed.md. */
const USUAL: Weights = { mention: 8, announcement: 6, person: 5, recommended: 4, hashtag: 4, part: 3, file: 2, starred: 3, lively: 1, age: 2 };

const SLIDERS: ReadonlyArray<readonly [keyof Weights, Key]> = [
  ["mention", "weight_mention"],
  ["announcement", "weight_announcement"],
  ["person", "weight_person"],
  ["recommended", "weight_recommended"],
  ["hashtag", "weight_hashtag"],
  ["part", "weight_part"],
  ["file", "weight_file"],
  ["starred", "weight_starred"],
  ["lively", "weight_lively"],
  ["age", "weight_age"],
];

export function FeedSettings({ onMuted }: { onMuted: () => void }) {
  const now = store.feedSettings.value;
  const [order, setOrder] = useState<"activity" | "score">(now?.order ?? "activity");
  const [weights, setWeights] = useState<Weights>({ ...USUAL, ...now?.weights });
  const save = async () => {
    if (await attempt(() => store.actions.setFeedSettings({ order, weights }))) {
      closeDialog();
      onMuted();
    }
  };
  return (
    <Dialog title={t("feed_settings")} onSubmit={save} footer={<Button look="primary" type="submit">{t("save_changes")}</Button>}>
      <ChoiceField
        legend={t("feed_order")}
        value={order}
        onChoose={setOrder}
        options={[
          { value: "activity", label: t("order_activity"), hint: t("order_activity_hint") },
          { value: "score", label: t("order_score"), hint: t("order_score_hint") },
        ]}
      />
      {order === "score" && (
        <fieldset class="feed-settings__set">
          <legend>{t("feed_weights")}</legend>
          {SLIDERS.map(([name, words]) => (
            <Slider key={name} words={t(words)} value={weights[name]} onValue={(value) => setWeights({ ...weights, [name]: value })} />
          ))}
          <Button look="quiet" onClick={() => setWeights(USUAL)}>{t("weights_usual")}</Button>
        </fieldset>
      )}
      <Muted onChange={onMuted} />
    </Dialog>
  );
}

function Slider({ words, value, onValue }: { words: string; value: number; onValue: (value: number) => void }) {
  return (
    <label class="feed-settings__slider">
      <span>{words}</span>
      <input type="range" min={0} max={10} step={1} value={value} onInput={(event) => onValue(Number(event.currentTarget.value))} />
      <output class="tabular">{value}</output>
    </label>
  );
}

function Muted({ onChange }: { onChange: () => void }) {
  const muted = Object.values(store.stances.value).filter((one) => one.stance === "mute");
  const quiet = Object.values(store.channels.value).filter((one) => one.joined && one.muted && !isDirect(one));
  useTagNames(muted.filter((one) => one.kind === "hashtag").map((one) => one.target));
  if (muted.length + quiet.length === 0) return null;
  const let_in = async (change: Promise<unknown>) => {
    if (await attempt(() => change)) onChange();
  };
  return (
    <section class="feed-settings__set">
      <h3>{t("feed_muted")}</h3>
      <ul role="list">
        {quiet.map((one) => (
          <MutedLine key={one.id} name={signedTitle(one)} onLetIn={() => void let_in(store.actions.configureChannel(one.id, { muted: false }))} />
        ))}
        {muted.map(({ kind, target }) => (
          <MutedLine
            key={`${kind} ${target}`}
            name={kind === "hashtag" ? `#${tagNames.value[target] ?? target}` : (store.person(target)?.name ?? "")}
            onLetIn={() => void let_in(store.actions.setStance(kind, target, "none"))}
          />
        ))}
      </ul>
    </section>
  );
}

function MutedLine({ name, onLetIn }: { name: string; onLetIn: () => void }) {
  return (
    <li class="feed-settings__muted">
      <span class="clip">{name}</span>
      <Button aria-label={t("feed_unmute_what", { name })} onClick={onLetIn}>{t("feed_unmute")}</Button>
    </li>
  );
}
