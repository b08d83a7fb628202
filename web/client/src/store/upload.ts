// Sends a file with progress. XMLHttpRequest, since fetch does not tell how much has gone up.

import { signal } from "@preact/signals";
import type { FileView } from "../protocol";
import { OperationFailed, offline } from "../realtime/errors";
import type { Refusal } from "../realtime/frames";
import type { Upload } from "./api";

const ADDRESS = "/api/v1/files.upload";

type Answer = { ok: true; result: FileView } | { ok: false; error: Refusal };

export function upload(file: File): Upload {
  const progress = signal(0);
  const request = new XMLHttpRequest();
  const done = new Promise<FileView>((resolve, reject) => {
    request.open("POST", ADDRESS);
    request.responseType = "json";
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-Ruche", "1"); // no foreign page can send this: against forged requests
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) progress.value = event.loaded / event.total;
    };
    request.onerror = () => reject(offline());
    request.onabort = () => reject(new OperationFailed({ code: "cancelled", detail: "" }));
    request.onload = () => {
      const answer = request.response as Answer | null;
      if (answer?.ok) {
        progress.value = 1;
        resolve(answer.result);
      } else {
        reject(new OperationFailed(answer?.error ?? unreadable(request.status)));
      }
    };
    const form = new FormData();
    form.append("file", file, file.name);
    request.send(form);
  });
  return { name: file.name, progress, done, cancel: () => request.abort() };
}

/** An answer of something in between, such as a proxy with a smaller limit. */
function unreadable(status: number): Refusal {
  const detail = status === 413 ? "The file is too big." : `The upload failed (${status}).`;
  return { code: status === 413 ? "invalid" : "unavailable", detail, field: "file" };
}
