/** An app's home page, as it published it for me. */

import { useMemo } from "preact/hooks";
import type { AppHomeView } from "../../protocol";
import { t } from "../../ui/i18n";
import { Empty } from "../../ui/placeholder";
import { store } from "../../ui/store";
import { Blocks, fetchElements, Told } from "../blocks/blocks";
import { Held, Holder } from "../blocks/holder";
import { isItem, items, type Item } from "../blocks/items";
import { Pictured, picturesOfForm } from "../blocks/pictures";
import "./app_home.css";

export { fetchElements };

/** What was filled in stays while its app publishes anew, and while I am elsewhere. */
const holders = new Map<string, Holder>();

function holderOf(home: AppHomeView, blocks: readonly Item[]): Holder {
  const form_id = home.form_id ?? "";
  const { actions } = store;
  const ways = {
    send: (action: Item, values: Parameters<typeof actions.pressInForm>[2]) => actions.pressInForm(form_id, action, values),
    load: (asked: { block_id: string; action_id: string; typed: string }, values: Parameters<typeof actions.pressInForm>[2]) =>
      actions.loadFormOptions({ form_id, ...asked, values }),
  };
  const holder = holders.get(form_id) ?? new Holder(blocks, ways, home.app_name);
  holder.show(blocks);
  holders.set(form_id, holder);
  return holder;
}

export function AppHome({ home }: { home: AppHomeView }) {
  const blocks = useMemo(() => blocksOf(home.body ?? ""), [home.body]);
  const label = t("app_home_of", { name: home.app_name });
  if (blocks.length === 0) {
    return (
      <div class="app-home scroll" role="tabpanel" aria-label={label}>
        <Empty title={label} text={t("app_home_empty", { name: home.app_name })} />
      </div>
    );
  }
  const holder = holderOf(home, blocks);
  return (
    <div class="app-home scroll" role="tabpanel" aria-label={label} tabIndex={0}>
      <div class="app-home__page">
        <Held.Provider value={holder}>
          <Pictured.Provider value={picturesOfForm(home.form_id ?? "")}>
            <Blocks blocks={blocks} />
          </Pictured.Provider>
        </Held.Provider>
        <Told holder={holder} />
      </div>
    </div>
  );
}

function blocksOf(body: string): Item[] {
  if (body === "") return [];
  const whole: unknown = JSON.parse(body);
  return isItem(whole) ? items(whole["blocks"]) : [];
}
