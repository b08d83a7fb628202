/** My archive: what I found interesting, by folder, with my notes and a search over both. */

import { Ellipsis, Folder, FolderPen, Pencil, Trash2 } from "lucide";
import { useEffect, useState } from "preact/hooks";
import type { ArchivedView, FolderView } from "../../protocol";
import { ARCHIVE } from "../../store/archive";
import { attempt } from "../../ui/attempt";
import { IconButton } from "../../ui/button";
import { Confirm, openDialog } from "../../ui/dialog";
import { TextField } from "../../ui/field";
import { formatNumber, t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { Menu, MenuItem, openPopup } from "../../ui/popup";
import { PagedList } from "../../ui/paged_list";
import { usePages } from "../../ui/pages";
import { Empty } from "../../ui/placeholder";
import { store } from "../../ui/store";
import { MessageCard } from "../messages/message_card";
import { Page } from "../shell/page";
import { FileDialog } from "./file_dialog";
import { FolderDialog } from "./folder_dialog";
import "../threads/threads.css";
import "./archive.css";

const TYPED_MS = 250;

export function ArchivePage() {
  const [folderId, setFolderId] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const query = useSettled(typed.trim());
  const [folders, reloadFolders] = useFolders();
  const of = { ...(folderId ? { folder_id: folderId } : {}), ...(query ? { query } : {}) };
  const key = `${ARCHIVE}/${folderId ?? ""}/${query}`;
  const list = usePages(key, (after) => store.actions.listArchive(of, after), folderId || query ? key : ARCHIVE);
  const reload = () => Promise.all([list.reload(), reloadFolders()]);
  const folder = folders.find((one) => one.id === folderId);
  const changes = store.archiveChanges.value;
  useEffect(() => {
    if (list.items !== null) void reload();
  }, [changes]);
  return (
    <Page title={t("archive.title")} back onRefresh={reload}>
      <div class="threads archive">
        <TextField label={t("archive.search")} value={typed} onText={setTyped} maxLength={200} />
        {folders.length > 0 && (
          <div class="archive__folders" role="group" aria-label={t("archive.folders")}>
            <FolderChip name={t("archive.everything")} on={folderId === null} onChoose={() => setFolderId(null)} />
            {folders.map((one) => (
              <FolderChip key={one.id} name={one.name} count={one.count ?? 0} on={one.id === folderId} onChoose={() => setFolderId(one.id)} />
            ))}
            {folder && (
              <IconButton
                icon={Ellipsis}
                label={t("archive.folder_actions", { name: folder.name })}
                aria-haspopup="menu"
                onClick={(event) => openFolder(event.currentTarget, folder, () => void reload(), () => setFolderId(null))}
              />
            )}
          </div>
        )}
        <PagedList
          list={list}
          label={t("archive.title")}
          empty={<Empty title={t(query ? "archive.found_nothing" : "archive.empty_title")} text={t(query ? "archive.found_hint" : "archive.empty")} />}
          keyOf={(item) => item.message.id}
          render={(item) => <ArchivedCard item={item} folders={folders} onChanged={() => void reload()} />}
        />
      </div>
    </Page>
  );
}

function FolderChip({ name, count, on, onChoose }: { name: string; count?: number; on: boolean; onChoose: () => void }) {
  return (
    <button type="button" class="archive__folder" aria-pressed={on} onClick={onChoose}>
      <span class="clip">{name}</span>
      {count !== undefined && <span class="archive__count tabular">{formatNumber(count)}</span>}
    </button>
  );
}

interface ArchivedCardProps {
  item: ArchivedView;
  folders: readonly FolderView[];
  onChanged: () => void;
}

function ArchivedCard({ item, folders, onChanged }: ArchivedCardProps) {
  const { message, filed } = item;
  const folder = folders.find((one) => one.id === filed.folder_id);
  const change = () => openDialog(() => <FileDialog message={message} onDone={onChanged} />);
  return (
    <MessageCard
      message={message}
      place
      tools={<IconButton icon={Pencil} size={18} label={t("archive.change")} onClick={change} />}
      foot={
        (folder || filed.note) && (
          <>
            {filed.note && <p class="archive__note" dir="auto">{filed.note}</p>}
            {folder && <p class="archive__in"><Icon of={Folder} size={16} /><span class="clip">{folder.name}</span></p>}
          </>
        )
      }
    />
  );
}

function openFolder(from: Element, folder: FolderView, onChanged: () => void, onGone: () => void): void {
  const remove = async () => {
    if (!(await attempt(() => store.actions.removeFolder(folder.id)))) return;
    onGone();
    onChanged();
  };
  const ask = () =>
    openDialog(() => (
      <Confirm title={t("archive.remove_title", { name: folder.name })} text={t("archive.remove_text")} verb={t("archive.remove")} onConfirm={() => void remove()} />
    ));
  openPopup(from, folder.name, () => (
    <Menu label={folder.name}>
      <MenuItem icon={FolderPen} onChoose={() => openDialog(() => <FolderDialog folder={folder} onDone={onChanged} />)}>{t("archive.rename")}</MenuItem>
      <MenuItem icon={Trash2} danger onChoose={ask}>{t("archive.remove")}</MenuItem>
    </Menu>
  ));
}

/** My folders; none until they are there, or without a network. */
function useFolders(): [readonly FolderView[], () => Promise<void>] {
  const [folders, setFolders] = useState<readonly FolderView[]>([]);
  const { state } = store.connection.value;
  const connected = state === "online" || state === "catching-up";
  const load = () => store.actions.listFolders().then(setFolders, () => undefined);
  useEffect(() => {
    if (connected) void load();
  }, [connected]);
  return [folders, load];
}

/** What was typed, once nothing is typed any more. */
function useSettled(typed: string): string {
  const [settled, setSettled] = useState(typed);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(typed), TYPED_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return settled;
}
