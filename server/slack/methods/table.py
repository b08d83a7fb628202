"""All methods of the edge by name."""

from __future__ import annotations

from server.slack.call import Method
from server.slack.methods import (
    auth,
    bookmarks,
    channels,
    chat,
    conversations,
    dnd,
    files,
    history,
    later,
    marks,
    members,
    search,
    streams,
    users,
)

METHODS: dict[str, Method] = {
    **auth.METHODS,
    **bookmarks.METHODS,
    **channels.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **dnd.METHODS,
    **files.METHODS,
    **history.METHODS,
    **later.METHODS,
    **marks.METHODS,
    **members.METHODS,
    **search.METHODS,
    **streams.METHODS,
    **users.METHODS,
}
