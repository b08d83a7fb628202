/** Where files and photos are fetched from. */

import type { FileView, PersonView } from "../../protocol";
import { store } from "../../ui/store";

/** Files that are kept in this browser until there is a network are seen where they are. */
const kept = (file: Pick<FileView, "id">) => (file.id.startsWith("local:") ? store.localUrl(file.id) : null);
/** Pictures of apps' messages are found by their message. */
const pictured = (file: Pick<FileView, "id">) => (file.id.startsWith("picture:") ? `/pictures/${file.id.slice("picture:".length)}` : null);
/** Those of forms, home pages and whispers are named by the address of the large copy. */
const shown = (file: Pick<FileView, "id">) => (file.id.startsWith("/app-pictures/") ? file.id : null);

export const fileUrl = (file: Pick<FileView, "id">): string => kept(file) ?? shown(file) ?? pictured(file) ?? `/files/${file.id}`;

export function thumbnailUrl(file: Pick<FileView, "id">): string {
  const picture = pictured(file);
  return kept(file) ?? shown(file)?.replace("/large?", "/small?") ?? (picture === null ? `/files/${file.id}/thumbnail` : `${picture}/small`);
}

export function avatarUrl(person: Pick<PersonView, "avatar_file_id"> | null | undefined): string | null {
  return person?.avatar_file_id ? `/files/${person.avatar_file_id}/thumbnail` : null;
}
