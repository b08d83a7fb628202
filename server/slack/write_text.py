"""What a client wrote, as our markdown, with the words that Slack's arguments ask for."""

from __future__ import annotations

from channels.messages.protocol import MAX_STORED_TEXT
from server.slack.importing.shapes import Item, text_of
from server.slack.importing.text import of_blocks
from server.slack.mrkdwn import to_markdown
from server.slack.rich import escape_loose, escape_markdown

TOO_LONG = 40_000


class _AnyId:
    """Ids as they are; the door makes words of those that it does not know."""

    def person(self, foreign_id: str) -> str | None:
        return foreign_id

    def channel(self, foreign_id: str) -> str | None:
        return foreign_id


ANY_ID = _AnyId()


def markdown_of(
    text: str, blocks: list[Item], attachments: list[Item], *, markup: bool = True
) -> str:
    """The words that are searched, notified and shown where cards are not. Nobody is called by
    their bare name; without `markup` no sign means anything."""
    if any(_is_markdown(block) for block in blocks):
        return _of_markdown_blocks(blocks)
    said = text or of_blocks(blocks)
    if not said:
        said = "\n".join(str(one.get("fallback") or one.get("text") or "") for one in attachments)
    cut = said.strip("\n")[:MAX_STORED_TEXT]
    return to_markdown(cut, ANY_ID, calls=False, markup=markup)[:MAX_STORED_TEXT]


def _is_markdown(block: Item) -> bool:
    return block.get("type") == "markdown"


def _of_markdown_blocks(blocks: list[Item]) -> str:
    """Blocks of which some are markdown already: their words are the message, since clients show
    them in place of the blocks, and the text beside them is for notifications alone."""
    parts = [
        text_of(block, "text")
        if _is_markdown(block)
        else to_markdown(of_blocks([block]), ANY_ID, calls=False)
        for block in blocks
    ]
    return "\n\n".join(part for part in parts if part)[:MAX_STORED_TEXT]


def source_of_text(text: str) -> tuple[str, bool]:
    """Text as it is kept, escaped; whether it had to be cut."""
    kept = escape_loose(text)
    return kept[:TOO_LONG], len(kept) > TOO_LONG


def source_of_markdown(markdown: str) -> tuple[str, str, bool]:
    """Markdown as it is kept, escaped, and as it is shown; whether either had to be cut."""
    kept = escape_markdown(markdown)
    return kept[:TOO_LONG], markdown[:MAX_STORED_TEXT], len(kept) > TOO_LONG
