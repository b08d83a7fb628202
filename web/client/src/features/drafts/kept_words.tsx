/** What was begun where one can write no more: to be read and copied, not sent. */

import { Copy, Paperclip } from "lucide";
import { useEffect, useId, useRef } from "preact/hooks";
import { attempt } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { store } from "../../ui/store";
import { say } from "../../ui/toast";
import { nameInWords } from "../files/plain_name";
import "./kept_words.css";

interface KeptWordsProps {
  channelId: string;
  threadId: string | null;
}

export function KeptWords({ channelId, threadId }: KeptWordsProps) {
  const { text, files } = store.draft(channelId, threadId);
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const any = text.trim() !== "" || files.length > 0;
  useEffect(() => {
    // Who was writing goes on at the same words, not at the top of the page.
    if (document.activeElement === document.body) field.current?.focus({ preventScroll: true });
  }, [any]);
  if (!any) return null;
  const copy = () =>
    void attempt(async () => {
      await navigator.clipboard.writeText(text);
      say(t("copied"));
    });
  return (
    <div class="kept-words">
      <label class="kept-words__label" for={id}>{t("kept_words")}</label>
      {text && <textarea id={id} ref={field} class="kept-words__text scroll" dir="auto" readOnly rows={lines(text)} value={text} />}
      {files.length > 0 && (
        <p class="kept-words__files">
          <Icon of={Paperclip} size={14} />
          <span class="clip">{files.map((file) => nameInWords(file.name)).join(", ")}</span>
        </p>
      )}
      <div class="kept-words__foot">
        {text && <Button icon={Copy} onClick={copy}>{t("copy_text")}</Button>}
        <a href="/drafts">{t("kept_where")}</a>
      </div>
    </div>
  );
}

const MOST_LINES = 5;

const lines = (text: string) => Math.min(MOST_LINES, Math.max(2, text.split("\n").length));
