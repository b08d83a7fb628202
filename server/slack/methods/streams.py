"""`chat.startStream` and its like: a message that is written bit by bit, as its words come.

`chat.stopStream` and `chat.appendStream` change the app's own message.
"""

from __future__ import annotations

import asyncio
from weakref import WeakValueDictionary

from channels.bots.protocol import StoredMessage
from channels.membership.protocol import ChannelView
from channels.messages.protocol import MAX_STORED_TEXT
from server.slack.call import Call, Method
from server.slack.errors import SlackError
from server.slack.methods.chat import check_may_post, post_into, read_content, update
from server.slack.objects import Item
from server.slack.rich import unescape_markdown
from server.slack.stamps import to_ts

_NOTHING_YET = "…"
_turns: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()


async def start(call: Call) -> Item:
    """`chat.startStream`: the message, with its first words where there are some."""
    channel = await call.place()
    check_may_post(call, channel)
    if not channel.joined:
        raise SlackError("not_in_channel")
    call.args.values["markdown_text"] = _said(call) or _NOTHING_YET
    stored = await post_into(call, channel, read_content(call))
    return {"channel": channel.id, "ts": to_ts(stored.at_us)}


async def append(call: Call) -> Item:
    """`chat.appendStream`: more words."""
    if not (more := _said(call)) and "chunks" not in call.args:
        raise SlackError("no_text")
    async with _in_turn(call):
        channel, stored = await _own(call)
        if more:
            await _write(call, stored, more)
    return {"channel": channel.id, "ts": to_ts(stored.at_us)}


async def stop(call: Call) -> Item:
    """`chat.stopStream`: the last words, and blocks below them."""
    more = _said(call)
    async with _in_turn(call):
        _, stored = await _own(call)
        if more or "blocks" in call.args or "metadata" in call.args:
            return await _write(call, stored, more)
    shown = await call.shown(stored)
    return {"channel": stored.view.channel_id, "ts": shown["ts"], "message": shown}


def _in_turn(call: Call) -> asyncio.Lock:
    """Words are added to what there is: the calls of one message wait for one another here. An app
    that sends them to several processes of the server at once must wait for the answers itself."""
    return _turns.setdefault((call.me, call.args.text("ts").strip()), asyncio.Lock())


def _said(call: Call) -> str:
    """The words of a call; of what a stream may hold besides nothing is shown."""
    chunks = call.args.structured("chunks")
    said = [call.args.text("markdown_text")]
    for one in chunks if isinstance(chunks, list) else ():
        if isinstance(one, dict) and one.get("type") == "markdown_text":
            said.append(str(one.get("text") or ""))
    return "".join(said)


async def set_status(call: Call) -> Item:
    """`assistant.threads.setStatus`: people see that the app is writing."""
    channel = await call.inside("channel_id")
    call.args.need("thread_ts")
    if call.args.text("status").strip():
        await call.ask("typing.start", channel_id=channel.id)
    return {}


async def _own(call: Call) -> tuple[ChannelView, StoredMessage]:
    channel = await call.place()
    stored = await call.message(channel)
    if stored.view.author_id != call.me or stored.view.deleted:
        raise SlackError("message_not_owned_by_app")
    return channel, stored


async def _write(call: Call, stored: StoredMessage, more: str) -> Item:
    kept = stored.source
    before = unescape_markdown(kept) if kept is not None else stored.view.text
    text = ("" if before == _NOTHING_YET else before) + more
    if len(text) > MAX_STORED_TEXT:
        raise SlackError("msg_too_long")
    values = call.args.values
    blocks = values.pop("blocks", None)
    values["markdown_text"] = text or _NOTHING_YET
    answer = await update(call)
    if blocks is None:
        return answer
    del values["markdown_text"]  # blocks go with Slack's own text alone: theirs is kept
    values["blocks"] = blocks
    return await update(call)


METHODS = {
    "chat.startStream": Method(start, "chat:write"),
    "chat.appendStream": Method(append, "chat:write", tier=4),
    "chat.stopStream": Method(stop, "chat:write"),
    "assistant.threads.setStatus": Method(set_status, "chat:write"),
}
