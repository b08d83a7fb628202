/** Files on their way up, and what to say where one cannot be taken. */

import { useSignal, type ReadonlySignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { FileView } from "../../protocol";
import type { Upload } from "../../store";
import { sentenceFor } from "../../ui/attempt";
import { t } from "../../ui/i18n";
import { fileSize } from "../../ui/sizes";
import { store } from "../../ui/store";
import { complain } from "../../ui/toast";

const MOST = 20;

export interface Uploads {
  list: ReadonlySignal<readonly Upload[]>;
  add(files: readonly File[]): void;
}

/** `onDone` gets each file once it has arrived. */
export function useUploads(onDone: (file: FileView) => void): Uploads {
  const list = useSignal<readonly Upload[]>([]);
  useEffect(() => () => list.value.forEach((upload) => upload.cancel()), []);
  const drop = (upload: Upload) => (list.value = list.value.filter((other) => other !== upload));
  const start = (file: File) => {
    const upload = store.actions.upload(file);
    const cancel = upload.cancel.bind(upload);
    let cancelled = false;
    upload.cancel = () => {
      cancelled = true;
      drop(upload);
      cancel();
    };
    list.value = [...list.value, upload];
    upload.done.then(onDone, (error: unknown) => {
      if (!cancelled) complain(t("upload_failed", { name: file.name, reason: sentenceFor(error) }));
    }).finally(() => drop(upload));
  };
  return {
    list,
    add: (files) => {
      const room = MOST - list.value.length;
      if (files.length > room) complain(t("too_many_files", { count: MOST }));
      files.slice(0, room).filter(mayUpload).forEach(start);
    },
  };
}

function mayUpload(file: File): boolean {
  const limit = store.workspace.value?.upload_limit_bytes ?? Infinity;
  if (file.size <= limit) return true;
  complain(t("too_big", { name: file.name, size: fileSize(file.size), limit: fileSize(limit) }));
  return false;
}

/** The files in what was pasted or dropped. */
export function filesOf(from: DataTransfer | null): File[] {
  return [...(from?.files ?? [])];
}
