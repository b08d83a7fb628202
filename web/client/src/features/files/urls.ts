/** Where files and photos are fetched from. */

import type { FileView, PersonView } from "../../protocol";
import { store } from "../../ui/store";

/** Files that are kept in this browser until there is a network are seen where they are. */
const kept = (file: Pick<FileView, "id">) => (file.id.startsWith("local:") ? store.localUrl(file.id) : null);

export const fileUrl = (file: Pick<FileView, "id">): string => kept(file) ?? `/files/${file.id}`;
export const thumbnailUrl = (file: Pick<FileView, "id">): string => kept(file) ?? `/files/${file.id}/thumbnail`;

export function avatarUrl(person: Pick<PersonView, "avatar_file_id"> | null | undefined): string | null {
  return person?.avatar_file_id ? `/files/${person.avatar_file_id}/thumbnail` : null;
}
