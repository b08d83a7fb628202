/** The files that will go with one message: opened, made smaller, sent up, in the order they were chosen.
 *
 *  They belong to a channel or thread, not to its screen: looking elsewhere stops nothing. */

import { computed, signal, type ReadonlySignal } from "@preact/signals";
import type { FileView } from "../../protocol";
import type { Upload } from "../../store";
import { attempt, sentenceFor } from "../../ui/attempt";
import { t } from "../../ui/i18n";
import { fileSize } from "../../ui/sizes";
import { store } from "../../ui/store";
import { complain } from "../../ui/toast";
import { nameInWords } from "./plain_name";
import type { Opened } from "./shrink";
import { isPhoto, mayShrink } from "./shrink_plan";

/** The server takes so many with a message. */
export const MOST_FILES = 20;
const AT_ONCE = 3;

export interface Attachment {
  readonly key: string;
  readonly name: string;
  readonly size: number;
  /** As it was chosen; null for what a draft brought. */
  readonly original: File | null;
  /** The copy made here, smaller or without its traces, that goes unless the original is wanted. */
  readonly instead: File | null;
  readonly wantsOriginal: boolean;
  /** Where its thumbnail can be seen. */
  readonly picture: string | null;
  /** It says that it is a picture, but none can be read from it. */
  readonly broken: boolean;
  /** What a picture shows, in words. */
  readonly alt: string;
  readonly state: "opening" | "queued" | "uploading" | "failed" | "done";
  readonly upload: Upload | null;
  readonly file: FileView | null;
  readonly problem: string;
}

let last = 0;

export class Attaching {
  readonly list = signal<readonly Attachment[]>([]);
  /** Descriptions that the server has not answered yet: behind the message they would be refused. */
  readonly #telling = signal(0);
  /** Something is still on its way. */
  readonly busy: ReadonlySignal<boolean> = computed(
    () => this.#telling.value > 0 || this.list.value.some(({ state }) => state !== "done" && state !== "failed"),
  );
  /** Those that have arrived, in order. */
  readonly files: ReadonlySignal<readonly FileView[]> = computed(() => this.list.value.flatMap(({ file }) => file ?? []));
  #opening: Promise<void> = Promise.resolve();

  constructor(files: readonly FileView[]) {
    this.list.value = files.map(arrived);
  }

  /** What cannot be taken is told at once, in a sentence. */
  add(files: readonly File[]): void {
    const room = MOST_FILES - this.list.value.length;
    if (files.length > room) complain(t("too_many_files", { count: MOST_FILES }));
    for (const file of files.slice(0, Math.max(0, room))) {
      if (!mayShrink(file) && isTooBig(file)) continue;
      const item = chosen(file);
      this.list.value = [...this.list.value, item];
      this.#opening = this.#opening.then(() => this.#open(item.key, file)); // one at a time: a photo takes much memory
    }
  }

  remove(key: string): void {
    this.#find(key)?.upload?.cancel();
    this.#forget(key);
    this.#next();
  }

  retry(key: string): void {
    this.#change(key, { state: "queued", problem: "" });
    this.#next();
  }

  /** The original instead of the smaller copy, or the other way round. */
  wantOriginal(key: string, wantsOriginal: boolean): void {
    const item = this.#find(key);
    if (!item?.original || item.wantsOriginal === wantsOriginal) return;
    if (wantsOriginal && isTooBig(item.original)) return;
    item.upload?.cancel();
    const { size } = wantsOriginal ? item.original : (item.instead ?? item.original);
    this.#change(key, { wantsOriginal, size, state: "queued", upload: null, file: null });
    this.#next();
  }

  /** What a picture shows, for those who cannot see it. */
  describe(key: string, alt: string): void {
    const item = this.#find(key);
    if (!item) return;
    this.#change(key, { alt, file: item.file && { ...item.file, alt } });
    if (item.file) void this.#tell(item.file, alt);
  }

  async #tell(file: FileView, alt: string): Promise<void> {
    this.#telling.value += 1;
    await attempt(() => store.actions.describeFile(file, alt));
    this.#telling.value -= 1;
  }

  /** What the draft holds now, as another device of mine left it; what is under way here stays. */
  adopt(files: readonly FileView[]): void {
    const before = new Map(this.list.peek().map((item) => [item.file?.id, item]));
    const underWay = this.list.peek().filter((item) => !item.file);
    this.list.value = [...files.map((file) => before.get(file.id) ?? arrived(file)), ...underWay];
  }

  /** The message has gone: nothing is left to attach. */
  clear(): void {
    for (const item of this.list.value) this.#forget(item.key);
  }

  async #open(key: string, file: File): Promise<void> {
    const opened = isPhoto(file) ? await this.opened(file).catch(() => null) : null;
    if (!this.#find(key)) return;
    const picture = opened?.thumbnail ? URL.createObjectURL(opened.thumbnail) : null;
    const goes = opened?.instead ?? file;
    this.#change(key, { picture, instead: opened?.instead ?? null, broken: opened?.broken ?? false, size: goes.size, state: "queued" });
    if (isTooBig(goes)) this.#forget(key);
    this.#next();
  }

  protected async opened(file: File): Promise<Opened | null> {
    return (await import("./shrink")).openPicture(file);
  }

  protected send(file: File): Upload {
    return store.actions.upload(file);
  }

  #next(): void {
    const under = this.list.peek().filter(({ state }) => state === "uploading").length;
    const waiting = this.list.peek().filter(({ state }) => state === "queued");
    waiting.slice(0, Math.max(0, AT_ONCE - under)).forEach((item) => this.#send(item));
  }

  #send({ key, original, instead, wantsOriginal }: Attachment): void {
    const upload = this.send((!wantsOriginal && instead) || original!);
    this.#change(key, { state: "uploading", upload });
    const isCurrent = () => this.#find(key)?.upload === upload;
    void upload.done
      .then(
        (file) => isCurrent() && this.#arrive(key, file),
        (error: unknown) => isCurrent() && this.#change(key, { state: "failed", upload: null, problem: sentenceFor(error) }),
      )
      .finally(() => this.#next());
  }

  #arrive(key: string, file: FileView): void {
    const { alt } = this.#find(key)!;
    if (alt) void this.#tell(file, alt);
    this.#change(key, { state: "done", file: alt ? { ...file, alt } : file, upload: null });
  }

  #find(key: string): Attachment | undefined {
    return this.list.peek().find((item) => item.key === key);
  }

  #change(key: string, change: Partial<Attachment>): void {
    this.list.value = this.list.peek().map((item) => (item.key === key ? { ...item, ...change } : item));
  }

  #forget(key: string): void {
    const item = this.#find(key);
    if (item?.picture) URL.revokeObjectURL(item.picture);
    this.list.value = this.list.peek().filter((other) => other.key !== key);
  }
}

const NOTHING = { original: null, instead: null, wantsOriginal: false, picture: null, broken: false, alt: "", upload: null, file: null, problem: "" };

function arrived(file: FileView): Attachment {
  return { ...NOTHING, key: file.id, name: file.name, size: file.size_bytes, alt: file.alt ?? "", state: "done", file };
}

function chosen(file: File): Attachment {
  return { ...NOTHING, key: `chosen-${(last += 1)}`, name: file.name, size: file.size, state: "opening", original: file };
}

function isTooBig(file: File): boolean {
  const limit = store.workspace.value?.upload_limit_bytes ?? Infinity;
  if (file.size <= limit) return false;
  complain(t("too_big", { name: nameInWords(file.name), size: fileSize(file.size), limit: fileSize(limit) }));
  return true;
}

const places = new Map<string, Attaching>();

/** What is being attached in a channel or thread; at first, what its draft holds. */
export function attachingAt(channelId: string, threadId: string | null): Attaching {
  const key = threadId ?? channelId;
  let found = places.get(key);
  if (!found || found.list.peek().length === 0) places.set(key, (found = new Attaching(store.draft(channelId, threadId).files)));
  return found;
}
