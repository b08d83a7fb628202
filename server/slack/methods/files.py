"""`files.*`: uploads in three steps, and what is known of files."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from channels.core.errors import NotFound
from channels.messages.protocol import FileView
from persistence.ids import new_id
from server.slack.call import Call, Method
from server.slack.errors import SlackError, bad_argument, missing
from server.slack.file_objects import NOWHERE, file_of, placed
from server.slack.importing.shapes import ts_us
from server.slack.methods.chat import check_may_post, post_into, read_content
from server.slack.objects import Item
from server.slack.stamps import to_ts

MOST_TITLE = 250
UPLOAD_MS = 30 * 60 * 1_000


async def upload_url(call: Call) -> Item:
    """`files.getUploadURLExternal`: where the bytes go."""
    name = call.args.text("filename").strip()
    length = call.args.number("length", 0)
    if not name or length <= 0:
        raise missing("filename" if not name else "length")
    if length > call.edge.core.settings.upload_limit_bytes:
        raise SlackError("file_upload_size_restricted")
    alt = call.args.text("alt_txt") or call.args.text("alt_text")
    file_id = new_id("F")
    body = {"person_id": call.me, "name": name[:250], "alt": alt[:250], "file_id": file_id}
    secret = await call.edge.tickets.make("upload", _app_id(call), body, uses=1, lasts_ms=UPLOAD_MS)
    return {"upload_url": f"{call.edge.url}/upload/{file_id}/{secret}", "file_id": file_id}


def _app_id(call: Call) -> str:
    return call.caller.app.id if call.caller.app is not None else ""


async def complete(call: Call) -> Item:
    """`files.completeUploadExternal`: the files are whole; one message with all of them."""
    given = call.args.structured("files")
    if not isinstance(given, list) or not given:
        raise missing("files")
    ids: list[str] = []
    for one in given:
        file_id = str(one.get("id", "")) if isinstance(one, dict) else ""
        await shown(call, file_id)
        await entitle(call, file_id, str(one.get("title") or "").strip())
        ids.append(file_id)
    for channel_id in await places(
        call, [call.args.text("channel_id"), *call.args.list("channels")]
    ):
        await share(call, channel_id, ids)
    return {"files": [await shown(call, one) for one in ids]}


async def entitle(call: Call, file_id: str, title: str) -> None:
    """Keep what a file is called, where it is called something; not once it is posted."""
    if title:
        with suppress(NotFound):
            await call.ask("files.entitle", file_id=file_id, title=title[:MOST_TITLE])


async def places(call: Call, named: list[str]) -> list[str]:
    """The one channel where files are to be posted, or none: a file is on one message.

    Errors: SlackError for a second, and where the caller may not post.
    """
    found = list(dict.fromkeys(one.strip() for one in named if one.strip()))
    if len(found) > 1:
        raise SlackError("invalid_channel")
    for channel_id in found:
        check_may_post(call, await call.channel_of(channel_id))
    return found


async def share(call: Call, channel_id: str, ids: list[str]) -> None:
    """One message with these files. Errors: SlackError."""
    channel = await call.channel_of(channel_id)
    call.args.values["text"] = call.args.text("initial_comment")
    await post_into(call, channel, read_content(call), file_ids=ids)


async def shown(call: Call, file_id: str) -> Item:
    """A file as an object. Errors: SlackError."""
    try:
        facts = await call.ask("files.facts", file_id=file_id[:40])
    except NotFound:
        raise SlackError("file_not_found") from None
    return await file_item(call, facts)


async def file_item(call: Call, facts: Any) -> Item:
    """A file with where it is to be seen."""
    view: FileView = facts.file
    item = file_of(call.edge.url, view, facts.uploader_id, facts.created_at // 1_000)
    item |= {"user_team": call.team.id, **NOWHERE}
    if facts.message_id:
        page = await call.ask("bots.by_ids", message_ids=[facts.message_id])
        for stored in page.items:
            card = await call.edge.card(stored.view.channel_id)
            kind = card.facts.kind if card is not None else None
            item |= placed(stored.view.channel_id, kind, to_ts(stored.at_us))
    return item


async def show(call: Call) -> Item:
    """`files.info`."""
    return {"file": await shown(call, call.args.need("file"))}


async def list_files(call: Call) -> Item:
    """`files.list`: the newest first."""
    count = min(max(1, call.args.number("count", 100)), 200)
    page = max(1, call.args.number("page", 1))
    channel = call.args.text("channel").strip()
    if channel:
        await call.channel_of(channel)
    found = await call.ask(
        "files.search",
        channel_id=channel or None,
        uploader_id=call.args.text("user").strip() or None,
        mimes=_mimes(call.args.list("types")),
        since_ms=_ms(call, "ts_from") or 0,
        until_ms=_ms(call, "ts_to"),
        limit=count,
        skip=(page - 1) * count,
    )
    files = [await file_item(call, one) for one in found.items]
    pages = -(-found.total // count)
    paging = {"count": count, "total": found.total, "page": page, "pages": pages}
    return {"files": files, "paging": paging}


_TYPES = {
    "images": ["image/"],
    "pdfs": ["application/pdf"],
    "zips": ["application/zip", "application/gzip", "application/x-tar"],
    "snippets": ["text/"],
}


def _mimes(types: list[str]) -> list[str]:
    """How types begin, for Slack's names of them; those of others are on no file here."""
    if not types or "all" in types:
        return []
    return list(dict.fromkeys(mime for name in types for mime in _TYPES.get(name, ["none/"])))


def _ms(call: Call, name: str) -> int | None:
    """A time as milliseconds, of seconds or a `ts`."""
    text = call.args.text(name).strip()
    if not text or text == "now":
        return None
    at_us = ts_us(text)
    if at_us is None:
        raise bad_argument(f"must be a time: {name}")
    return at_us // 1_000


async def delete(call: Call) -> Item:
    """`files.delete`: one's own file, and its message, which goes with it.

    Errors: `cant_delete_file` where the message holds words or other files: they would go too.
    """
    file_id = call.args.need("file")
    try:
        facts = await call.ask("files.facts", file_id=file_id[:40])
    except NotFound:
        raise SlackError("file_not_found") from None
    if facts.uploader_id != call.me:
        raise SlackError("cant_delete_file")
    if not facts.message_id:
        await call.ask("files.drop", file_ids=[facts.file.id])
        return {}
    view = (await call.stored(facts.message_id)).view
    card = view.card is not None and (view.card.blocks or view.card.attachments)
    if view.text or view.title or card or len(view.files) > 1:
        raise SlackError("cant_delete_file")
    await call.ask("messages.delete", message_id=facts.message_id)
    return {}


METHODS = {
    "files.getUploadURLExternal": Method(upload_url, "files:write", tier=4),
    "files.completeUploadExternal": Method(complete, "files:write", tier=4),
    "files.info": Method(show, "files:read", tier=4),
    "files.list": Method(list_files, "files:read"),
    "files.delete": Method(delete, "files:write"),
}
