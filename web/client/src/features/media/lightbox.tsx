/** A picture as large as the window: its neighbours by arrow or swipe, closer by wheel or pinch. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { ChevronLeft, ChevronRight, Download, ImageOff, RotateCw, X, ZoomIn, ZoomOut } from "lucide";
import type { FileView } from "../../protocol";
import { Button, IconButton } from "../../ui/button";
import { closeDialog, hasEnded } from "../../ui/dialog";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { FileName } from "../files/file_name";
import { nameInWords, plainName } from "../files/plain_name";
import { fileUrl, thumbnailUrl } from "../files/urls";
import { wordsOf } from "./kinds";
import { useRetry } from "./use_retry";
import { useZoom } from "./use_zoom";
import "./lightbox.css";

interface LightboxProps {
  pictures: readonly FileView[];
  first: number;
}

const ZOOM_STEP = 1.5;

export function Lightbox({ pictures, first }: LightboxProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [at, setAt] = useState(first);
  const file = pictures[at]!;
  const name = plainName(file.name);
  const download = t("download", { name });
  const go = (by: number) => setAt((now) => Math.min(pictures.length - 1, Math.max(0, now + by)));
  const zoom = useZoom(file.id, { next: () => go(1), previous: () => go(-1), close: closeDialog });
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    element?.focus();
    return () => element?.close();
  }, []);

  const keys: Record<string, () => void> = {
    ArrowLeft: () => go(-1),
    ArrowRight: () => go(1),
    "+": () => zoom.by(ZOOM_STEP),
    "=": () => zoom.by(ZOOM_STEP),
    "-": () => zoom.by(1 / ZOOM_STEP),
    "0": zoom.reset,
  };
  const press = (event: KeyboardEvent) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  return (
    <dialog
      ref={dialog}
      class="lightbox"
      tabIndex={-1}
      aria-label={name}
      onKeyDown={press}
      onClose={(event) => hasEnded(event.currentTarget) && closeDialog()}
    >
      <header class="lightbox__bar">
        <span class="lightbox__name">
          <FileName name={file.name} />
          {file.alt && <span class="lightbox__alt clip"> · {file.alt}</span>}
        </span>
        {pictures.length > 1 && (
          <span class="lightbox__place tabular" role="status">{t("picture_place", { at: at + 1, count: pictures.length })}</span>
        )}
        <IconButton icon={ZoomOut} label={t("zoom_out")} disabled={zoom.scale === 1} onClick={() => zoom.by(1 / ZOOM_STEP)} />
        <IconButton icon={ZoomIn} label={t("zoom_in")} onClick={() => zoom.by(ZOOM_STEP)} />
        <a class="icon-button" href={fileUrl(file)} download={name} aria-label={download} title={download}>
          <Icon of={Download} />
        </a>
        <IconButton icon={X} label={t("close")} onClick={closeDialog} />
      </header>
      <div
        class={`lightbox__frame ${zoom.scale > 1 ? "lightbox__frame--close" : ""}`}
        ref={zoom.frame}
        {...zoom.handlers}
        onClick={(event) => event.target === event.currentTarget && zoom.still() && closeDialog()}
      >
        <Large key={file.id} file={file} />
      </div>
      {at > 0 && <IconButton icon={ChevronLeft} size={28} class="lightbox__turn lightbox__turn--back" label={t("previous")} onClick={() => go(-1)} />}
      {at < pictures.length - 1 && <IconButton icon={ChevronRight} size={28} class="lightbox__turn lightbox__turn--on" label={t("next")} onClick={() => go(1)} />}
    </dialog>
  );
}

/** The small copy stands there until the true picture has come. */
function Large({ file }: { file: FileView }) {
  const { broken, turn, fails, again } = useRetry(fileUrl(file));
  const small = useRef<HTMLImageElement>(null);
  if (broken) {
    return (
      <div class="lightbox__broken" role="alert">
        <Icon of={ImageOff} size={28} />
        {t("picture_broken", { name: nameInWords(file.name) })}
        <Button icon={RotateCw} onClick={again}>{t("try_again")}</Button>
      </div>
    );
  }
  return (
    <div key={turn} class="lightbox__picture" data-moving>
      <img ref={small} class="lightbox__small" src={thumbnailUrl(file)} alt="" width={file.width} height={file.height} draggable={false} />
      <img
        class="lightbox__large"
        src={fileUrl(file)}
        alt={wordsOf(file)}
        width={file.width}
        height={file.height}
        draggable={false}
        onLoad={() => small.current && (small.current.hidden = true)}
        onError={fails}
      />
    </div>
  );
}
