/** Giving files in a form: chosen, dropped or pasted, with how far each is. */

import { Paperclip } from "lucide";
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../ui/button";
import { t } from "../../ui/i18n";
import { filesOf } from "../files/carried";
import { UploadList } from "../files/upload_list";
import type { Field } from "./element";
import { acceptOf, FormFiles, kindsOf, mostOf } from "./form_files";
import { Held, type Holder } from "./holder";
import { text } from "./items";
import { valueWith } from "./values";
import "./file_field.css";

export function FileField(field: Field) {
  const holder = useContext(Held);
  if (!holder?.inForm) return <p class="blocks__elsewhere">{t("app_not_here")}</p>;
  return <Giving {...field} holder={holder} />;
}

function Giving({ block, element, name, holder }: Field & { holder: Holder }) {
  const blockId = text(block["block_id"]);
  const actionId = text(element["action_id"]);
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const files = holder.part(
    blockId,
    actionId,
    () => new FormFiles((given) => holder.set(blockId, actionId, valueWith(element, given))),
  );
  const kinds = kindsOf(element);
  const most = mostOf(element);
  files.hold(kinds, most);
  const add = useKeptFocus(files.list.value.length);
  const take = (given: readonly File[]) => setRefused(files.admit(given));
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(filesOf(event.dataTransfer));
  };
  const onPaste = (event: ClipboardEvent) => {
    const pasted = filesOf(event.clipboardData);
    if (pasted.length === 0) return;
    event.preventDefault();
    take(pasted);
  };
  const { "aria-invalid": _, ...named } = name; // a group is never invalid
  return (
    <div
      class={`app-files ${over ? "app-files--over" : ""}`}
      role="group"
      {...named}
      onDragOver={(event) => (event.preventDefault(), setOver(true))}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
      onPaste={onPaste}
    >
      <UploadList attaching={files} />
      <div class="app-files__add">
        <span ref={add}>
          <Button icon={Paperclip} disabled={files.room <= 0} onClick={() => input.current?.click()}>
            {t("attach")}
          </Button>
        </span>
        <span class="app-files__fits">
          {kinds.length > 0 && `${t("app_files_kinds", { kinds: kinds.join(", ") })} `}
          {t("app_files_most", { count: most })}
        </span>
      </div>
      {refused && <p class="field__error" role="alert">{refused}</p>}
      <input
        ref={input}
        type="file"
        hidden
        multiple={most > 1}
        accept={acceptOf(kinds)}
        onChange={(event) => {
          take([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = ""; // the same file may be chosen again
        }}
      />
    </div>
  );
}

/** Who takes a file out goes on at the button that adds one. */
function useKeptFocus(count: number) {
  const holds = useRef<HTMLSpanElement>(null);
  const before = useRef(count);
  useEffect(() => {
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (count < before.current && lost) holds.current?.querySelector("button")?.focus();
    before.current = count;
  }, [count]);
  return holds;
}
