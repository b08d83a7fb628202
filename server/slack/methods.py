"""All methods of the edge by name."""

from __future__ import annotations

from server.slack import (
    method_auth,
    method_bookmarks,
    method_channels,
    method_chat,
    method_conversations,
    method_dnd,
    method_files,
    method_history,
    method_later,
    method_marks,
    method_members,
    method_search,
    method_streams,
    method_users,
)
from server.slack.call import Method

METHODS: dict[str, Method] = {
    **method_auth.METHODS,
    **method_bookmarks.METHODS,
    **method_channels.METHODS,
    **method_chat.METHODS,
    **method_conversations.METHODS,
    **method_dnd.METHODS,
    **method_files.METHODS,
    **method_history.METHODS,
    **method_later.METHODS,
    **method_marks.METHODS,
    **method_members.METHODS,
    **method_search.METHODS,
    **method_streams.METHODS,
    **method_users.METHODS,
}
