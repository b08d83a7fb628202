/** Files dragged over a conversation may be dropped anywhere in it. */

import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../ui/i18n";
import { filesOf } from "./carried";

interface DropZoneProps {
  onFiles: (files: File[]) => void;
  label: string;
}

export function DropZone({ onFiles, label }: DropZoneProps) {
  const mark = useRef<HTMLSpanElement>(null);
  const [over, setOver] = useState(false);
  const take = useRef(onFiles);
  take.current = onFiles;
  useEffect(() => {
    const area = mark.current?.closest<HTMLElement>("[data-conversation]");
    return area ? listen(area, setOver, (files) => take.current(files)) : undefined;
  }, []);
  return (
    <>
      <span ref={mark} hidden />
      {over && <DropSign label={label} from={mark.current} />}
    </>
  );
}

/** The sign covers the whole conversation, which is the composer's positioned ancestor. */
function DropSign({ label, from }: { label: string; from: HTMLElement | null }) {
  const cover = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const area = from?.closest<HTMLElement>("[data-conversation]");
    if (!area || !cover.current) return;
    const { left, top, width, height } = area.getBoundingClientRect();
    const { style } = cover.current;
    style.position = "fixed";
    style.inset = "auto";
    style.left = `${left + 12}px`;
    style.top = `${top + 12}px`;
    style.width = `${width - 24}px`;
    style.height = `${height - 24}px`;
  }, []);
  return (
    <div ref={cover} class="drop-zone">
      {t("drop_here", { place: label })}
    </div>
  );
}

function listen(area: HTMLElement, show: (over: boolean) => void, take: (files: File[]) => void): () => void {
  let depth = 0;
  const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  const enter = (event: DragEvent) => carriesFiles(event) && ((depth += 1), show(true));
  const leave = (event: DragEvent) => carriesFiles(event) && (depth -= 1) <= 0 && show(false);
  const over = (event: DragEvent) => carriesFiles(event) && event.preventDefault();
  const drop = (event: DragEvent) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth = 0;
    show(false);
    take(filesOf(event.dataTransfer));
  };
  const stop = new AbortController();
  const options = { signal: stop.signal };
  area.addEventListener("dragenter", enter, options);
  area.addEventListener("dragleave", leave, options);
  area.addEventListener("dragover", over, options);
  area.addEventListener("drop", drop, options);
  return () => stop.abort();
}
