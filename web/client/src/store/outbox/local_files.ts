// Files that were chosen without a network: kept in the browser, shown at once, sent with their message.

import { type ReadonlySignal, signal } from "@preact/signals";
import type { FileView } from "../../protocol";
import { OperationFailed } from "../../realtime/errors";
import type { Upload } from "../api";
import { upload } from "../upload";
import type { KeptFile, OutboxDatabase } from "./database";

const MARK = "local:";
const NOTHING = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";

export const isLocal = (fileId: string) => fileId.startsWith(MARK);

export class LocalFiles {
  #database: OutboxDatabase | null;
  #person: () => string;
  #held = new Map<string, KeptFile>();
  #urls = signal<Readonly<Record<string, string>>>({});
  #reading = new Map<string, Promise<KeptFile | undefined>>();

  constructor(database: OutboxDatabase | null, person: () => string) {
    this.#database = database;
    this.#person = person;
  }

  /** Send it now if that can be; else keep it, to go with its message. */
  upload(file: File, isLive: boolean): Upload {
    if (!isLive) return this.#kept(file);
    const sent = upload(file);
    let cancelled = false;
    const done = sent.done.catch((error: unknown) => {
      if (cancelled || (error as OperationFailed).code !== "offline") throw error;
      return this.keep(file);
    });
    const cancel = () => {
      cancelled = true;
      sent.cancel();
    };
    return { name: file.name, progress: sent.progress, done, cancel };
  }

  async keep(file: File): Promise<FileView> {
    const id = MARK + [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const kept: KeptFile = { id, personId: this.#person(), name: file.name, blob: file, keptAt: Date.now() };
    const stays = (await this.#database?.keepFile(kept)) ?? false;
    if (!stays && this.#database && (await this.#database.works())) {
      throw new OperationFailed({ code: "no_room", detail: "This browser has no room left to keep the file." });
    }
    this.#hold(kept);
    const size = await sizeOf(file);
    return { id, name: file.name, mime: file.type || "application/octet-stream", size_bytes: file.size, ...size };
  }

  /** Where a kept file can be seen; a speck until it is read. */
  url(id: string): string {
    const found = this.#urls.value[id];
    if (!found) void this.#read(id);
    return found ?? NOTHING;
  }

  /** The file itself; undefined where it is gone. */
  async get(id: string): Promise<File | undefined> {
    const kept = await this.#read(id);
    return kept && new File([kept.blob], kept.name, { type: kept.blob.type });
  }

  async drop(ids: readonly string[]): Promise<void> {
    const local = ids.filter(isLocal);
    for (const id of local) {
      const url = this.#urls.peek()[id];
      if (url) URL.revokeObjectURL(url);
      this.#held.delete(id);
    }
    if (local.length > 0) await this.#database?.dropFiles(local);
  }

  #kept(file: File): Upload {
    let reject: (error: OperationFailed) => void = () => undefined;
    const cancelled = new Promise<never>((_resolve, no) => (reject = no));
    const progress: ReadonlySignal<number> = signal(1);
    const done = Promise.race([this.keep(file), cancelled]);
    return { name: file.name, progress, done, cancel: () => reject(new OperationFailed({ code: "cancelled", detail: "" })) };
  }

  #read(id: string): Promise<KeptFile | undefined> {
    const held = this.#held.get(id);
    if (held) return Promise.resolve(held);
    let reading = this.#reading.get(id);
    if (!reading) {
      reading = (this.#database?.file(id) ?? Promise.resolve(undefined)).then((found) => {
        if (found) this.#hold(found);
        else this.#reading.delete(id); // the next who wants it may have better luck
        return found;
      });
      this.#reading.set(id, reading);
    }
    return reading;
  }

  #hold(kept: KeptFile): void {
    this.#held.set(kept.id, kept);
    this.#urls.value = { ...this.#urls.peek(), [kept.id]: URL.createObjectURL(kept.blob) };
  }
}

/** A picture's measures, so that its place is there before it. */
async function sizeOf(file: File): Promise<Pick<FileView, "width" | "height" | "thumbnail">> {
  if (!file.type.startsWith("image/") || typeof createImageBitmap === "undefined") return {};
  try {
    const bitmap = await createImageBitmap(file);
    const { width, height } = bitmap;
    bitmap.close();
    return { width, height, thumbnail: true };
  } catch {
    return {};
  }
}
