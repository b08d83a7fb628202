// Links that a channel keeps: asked for where they are shown, and kept nowhere.

import type { AddBookmark, BookmarkView, EditBookmark } from "../protocol";
import type { Core } from "./core";

export interface BookmarkActions {
  listBookmarks(channelId: string): Promise<readonly BookmarkView[]>;
  addBookmark(channelId: string, link: Omit<AddBookmark, "channel_id">): Promise<BookmarkView>;
  editBookmark(channelId: string, bookmarkId: string, change: Omit<EditBookmark, "channel_id" | "bookmark_id">): Promise<BookmarkView>;
  removeBookmark(channelId: string, bookmarkId: string): Promise<void>;
}

export function bookmarkActions({ ask }: Core): BookmarkActions {
  return {
    listBookmarks: async (channel_id) => (await ask("bookmarks.list", { channel_id })).items,
    addBookmark: (channel_id, link) => ask("bookmarks.add", { channel_id, ...link }),
    editBookmark: (channel_id, bookmark_id, change) => ask("bookmarks.edit", { channel_id, bookmark_id, ...change }),
    removeBookmark: async (channel_id, bookmark_id) => void (await ask("bookmarks.remove", { channel_id, bookmark_id })),
  };
}
