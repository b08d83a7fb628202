/** Where files and photos are fetched from. */

import type { FileView, PersonView } from "../../protocol";

export const fileUrl = (file: Pick<FileView, "id">): string => `/files/${file.id}`;
export const thumbnailUrl = (file: Pick<FileView, "id">): string => `/files/${file.id}/thumbnail`;

export function avatarUrl(person: Pick<PersonView, "avatar_file_id"> | null | undefined): string | null {
  return person?.avatar_file_id ? `/files/${person.avatar_file_id}/thumbnail` : null;
}
