// My archive: what I filed, where, and what I noted. It is asked for when it is shown.

import type { ArchivedView, Events, Filed, FolderView, MessageView } from "../protocol";
import type { Page } from "./api";
import type { Core } from "./core";
import { readPage } from "./last_pages";
import type { State } from "./state";

export interface FileInput {
  folder_id?: string;
  /** A folder of this name, made where there is none. */
  folder_name?: string;
  note: string;
}

export interface ArchiveActions {
  fileMessage(message: MessageView, input: FileInput): Promise<Filed>;
  unfile(messageId: string): Promise<void>;
  /** Where I filed it; null where I did not. */
  getFiled(messageId: string): Promise<Filed | null>;
  listArchive(of: { folder_id?: string; query?: string }, after?: string): Promise<Page<ArchivedView>>;
  listFolders(): Promise<FolderView[]>;
  renameFolder(folderId: string, name: string): Promise<void>;
  removeFolder(folderId: string): Promise<void>;
}

export const ARCHIVE = "archive";

export function archiveActions(core: Core): ArchiveActions {
  const { ask } = core;
  return {
    fileMessage: (message, input) => ask("archive.add", { message_id: message.id, ...input }),
    unfile: async (archived_id) => void (await ask("archive.remove", { archived_id })),
    getFiled: async (archived_id) => (await ask("archive.get", { archived_id })).filed,
    listArchive: (of, after) => {
      const answer = ask("archive.list", { ...of, after });
      return of.folder_id || of.query ? answer : readPage(core, ARCHIVE, after, answer);
    },
    listFolders: async () => (await ask("archive.folders", {})).items,
    renameFolder: async (folder_id, name) => void (await ask("archive.rename_folder", { folder_id, name })),
    removeFolder: async (folder_id) => void (await ask("archive.remove_folder", { folder_id })),
  };
}

/** Something was filed, taken out or moved: a page that shows the archive asks again. */
export function archiveChanged(state: State, _: Events["archive.changed"]): State {
  return { ...state, archiveChanges: state.archiveChanges + 1 };
}
