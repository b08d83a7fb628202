/** The files of one field of a form: sent up at once, since a form does not wait for a network. */

import { effect } from "@preact/signals";
import type { Upload } from "../../store";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";
import { Attaching } from "../files/attaching";
import { nameInWords } from "../files/plain_name";
import type { Opened } from "../files/shrink";
import type { Part } from "./holder";
import { text, type Item } from "./items";

const MOST = 10;
/** Kinds that have several names. */
const SAME: Readonly<Record<string, string>> = { jpeg: "jpg", text: "txt", htm: "html", tiff: "tif", yml: "yaml" };

export const mostOf = (element: Item): number => Math.min(MOST, Math.max(1, Number(element["max_files"] ?? MOST)));

/** The endings that fit, without their dots; none where all do. */
export function kindsOf(element: Item): string[] {
  const kinds = element["filetypes"];
  return Array.isArray(kinds) ? kinds.map((one) => text(one).replace(/^\.+/, "").toLowerCase()).filter(Boolean) : [];
}

/** What a browser offers first when it asks for files. */
export function acceptOf(kinds: readonly string[]): string {
  const names = Object.entries(SAME).flatMap((pair) => (pair.some((one) => kinds.includes(one)) ? pair : []));
  return [...new Set([...kinds, ...names])].map((kind) => `.${kind}`).join(",");
}

const same = (kind: string) => SAME[kind] ?? kind;

export function fits(name: string, kinds: readonly string[]): boolean {
  const ending = same(name.slice(name.lastIndexOf(".") + 1).toLowerCase());
  return kinds.length === 0 || kinds.some((kind) => same(kind) === ending);
}

export class FormFiles extends Attaching implements Part {
  #kinds: readonly string[] = [];
  #most = MOST;
  readonly #stop: () => void;

  /** `tell` hears of those that have arrived. */
  constructor(tell: (files: { id: string }[]) => void) {
    super([]);
    let told = false; // at first there are none, as the field's form knows
    this.#stop = effect(() => {
      const arrived = this.files.value.map(({ id }) => ({ id }));
      if (told) tell(arrived);
      told = true;
    });
  }

  /** What the field takes now. */
  hold(kinds: readonly string[], most: number): void {
    this.#kinds = kinds;
    this.#most = most;
  }

  get room(): number {
    return this.#most - this.list.value.length;
  }

  /** What cannot be taken, in a sentence. */
  admit(files: readonly File[]): string | null {
    const wrong = files.find((file) => !fits(file.name, this.#kinds));
    const fitting = files.filter((file) => fits(file.name, this.#kinds));
    const { room } = this;
    this.add(fitting.slice(0, Math.max(0, room)));
    if (wrong) return t("app_file_kind", { name: nameInWords(wrong.name) });
    return fitting.length > room ? t("app_files_most", { count: this.#most }) : null;
  }

  problem(): string | null {
    return this.list.peek().some(({ state }) => state === "failed") ? t("send_stopped_file") : null;
  }

  leave(): void {
    this.#stop();
    for (const { key } of this.list.peek()) this.remove(key);
  }

  protected override async opened(file: File): Promise<Opened | null> {
    return (await import("../files/shrink")).openPicture(file, (name) => fits(name, this.#kinds));
  }

  protected override send(file: File): Upload {
    return store.actions.upload(file, true);
  }
}
