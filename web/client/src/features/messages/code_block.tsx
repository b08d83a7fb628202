/** A block of code: coloured once it comes into view, with a button that copies it. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Copy } from "lucide";
import { attempt } from "../../ui/attempt";
import { IconButton } from "../../ui/button";
import { t } from "../../ui/i18n";
import { say } from "../../ui/toast";

/** Colouring more than this would be felt. */
const MOST_COLOURED = 20_000;

export function CodeBlock({ text, lang }: { text: string; lang: string }) {
  const block = useRef<HTMLPreElement>(null);
  const coloured = useColours(block, text, lang);
  const copy = () =>
    void attempt(async () => {
      await navigator.clipboard.writeText(text);
      say(t("copied"));
    });
  return (
    <div class="code">
      <pre ref={block} class="code-block scroll" data-lang={lang || undefined} tabIndex={0} aria-label={t("code_block")}>
        <code>{coloured ?? text}</code>
      </pre>
      <IconButton icon={Copy} size={16} class="code__copy" label={t("copy_code")} onClick={copy} />
    </div>
  );
}

/** The text in coloured pieces, once the block has been seen and the colours have loaded. */
function useColours(block: { current: HTMLElement | null }, text: string, lang: string): ComponentChildren {
  const [found, setFound] = useState<{ of: string; pieces: ComponentChildren } | null>(null);
  useEffect(() => {
    if (!lang || text.length > MOST_COLOURED || !block.current) return;
    let gone = false;
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      void import("./lowlight")
        .then(({ colour }) => gone || setFound({ of: text, pieces: colour(text, lang) }))
        .catch(() => undefined); // offline: plain code reads well too
    });
    observer.observe(block.current);
    return () => {
      gone = true;
      observer.disconnect();
    };
  }, [text, lang]);
  return found?.of === text ? found.pieces : null;
}
