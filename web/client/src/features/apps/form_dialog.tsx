/** A form of an app: its fields, what is wrong with them, and the ways out. */

import { useEffect, useRef } from "preact/hooks";
import type { OpenForm } from "../../store";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";
import { Blocks, fetchElements, Told } from "../blocks/blocks";
import { Held, Holder, type Ways } from "../blocks/holder";
import { items, line, text } from "../blocks/items";
import { Pictured, picturesOfForm } from "../blocks/pictures";
import { problems } from "../blocks/values";
import "../blocks/element.css";
import "./form_dialog.css";

export { fetchElements };

interface FormDialogProps {
  form: OpenForm;
  /** How many it stands on. */
  below: number;
}

/** What was typed stays while another form stands above, and while its app changes it. */
const holders = new Map<string, Holder>();

function holderOf(form: OpenForm): Holder {
  const blocks = items(form.body["blocks"]);
  const known = holders.get(form.id);
  const holder =
    known ?? new Holder(blocks, waysOf(form.id), form.app_name, true);
  holder.show(blocks);
  holders.set(form.id, holder);
  for (const id of [...holders.keys()]) leave(id);
  return holder;
}

/** A form that is gone takes along what was under way to it; one that another stands upon waits. */
function leave(formId: string): void {
  if (store.forms.peek().some((open) => open.id === formId)) return;
  holders.get(formId)?.leave();
  holders.delete(formId);
}

const waysOf = (form_id: string): Ways => ({
  send: (action, values) => store.actions.pressInForm(form_id, action, values),
  load: (asked, values) => store.actions.loadFormOptions({ form_id, ...asked, values }),
});

export function FormDialog({ form, below }: FormDialogProps) {
  const holder = holderOf(form);
  const body = useRef<HTMLDivElement>(null);
  const { blocks } = holder;
  const { actions } = store;
  const submits = form.body["submit"] !== null && form.body["submit"] !== undefined;
  const sends = submits || blocks.some((block) => block["type"] === "input");
  const errors = holder.errors.value;
  useEffect(() => {
    if (Object.keys(errors).length > 0) firstAtFault(body.current)?.focus();
  }, [errors]);
  useEffect(() => () => leave(form.id), [form.id]);
  const submit = async () => {
    if (!sends) return;
    if (refuses(holder)) return;
    await holder.wait(SUBMIT, async () => {
      await holder.arrived();
      if (!holders.has(form.id) || refuses(holder)) return;
      const answer = await actions.submitForm(form.id, holder.all());
      holder.errors.value = answer;
    });
  };
  const away = (whole: boolean) => void actions.closeForm(form, whole);
  return (
    <Dialog
      title={line(form.body["title"]) || form.app_name}
      full
      onSubmit={submit}
      onClose={() => away(true)}
      footer={
        <>
          <Button onClick={() => away(below === 0)}>{line(form.body["close"]) || t(below > 0 ? "back" : "cancel")}</Button>
          {sends && (
            <Button look="primary" type="submit" aria-busy={holder.waiting.value === SUBMIT}>
              {line(form.body["submit"]) || t("send")}
            </Button>
          )}
        </>
      }
    >
      <div class="app-form" ref={body} data-form={text(form.body["callback_id"])}>
        <p class="app-form__of">{t("app_form_of", { name: form.app_name })}</p>
        <Held.Provider value={holder}>
          <Pictured.Provider value={picturesOfForm(form.id)}>
            <Blocks blocks={blocks} />
          </Pictured.Provider>
        </Held.Provider>
        {holder.waiting.value === SUBMIT && holder.busy().length > 0 && <p class="app-form__of" role="status">{t("send_queued")}</p>}
        <Told holder={holder} />
      </div>
    </Dialog>
  );
}

const SUBMIT = "submit";

/** What must be mended is said at its field; what is still to arrive may come to fill one. */
function refuses(holder: Holder): boolean {
  const wrong = { ...problems(holder.blocks, holder.chosen.peek()), ...holder.unready() };
  for (const blockId of holder.busy()) delete wrong[blockId];
  if (Object.keys(wrong).length === 0) return false;
  holder.errors.value = wrong;
  return true;
}

function firstAtFault(body: HTMLElement | null): HTMLElement | undefined {
  return body?.querySelector<HTMLElement>(".blocks__input--bad :is(input, textarea, select, button)") ?? undefined;
}
