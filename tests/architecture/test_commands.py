"""No command takes more than it can chew: all texts and lists are bounded, all numbers checked."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from channels import discover
from channels.core.errors import Invalid
from channels.core.protocol import INT64_MAX, Command
from channels.core.sane import check_sane
from channels.messages.protocol import EditMessage, PostMessage
from channels.reads.protocol import MarkRead
from server.gateway.operations import OPERATIONS

SERVED: dict[str, type[Command]] = {
    **{name: row.command for name, row in discover.operations().items() if not row.internal},
    **OPERATIONS,
}


def loose(info: Any) -> bool:
    """Can a value of this type be of any length?"""
    match info:
        case msgspec.inspect.StrType(max_length=most):
            return most is None
        case msgspec.inspect.ListType(max_length=most, item_type=item):
            return most is None or loose(item)
        case msgspec.inspect.DictType(max_length=most, key_type=key, value_type=value):
            return most is None or loose(key) or loose(value)
        case msgspec.inspect.UnionType(types=types):
            return any(loose(one) for one in types)
    return False


@pytest.mark.parametrize("op", SERVED)
def test_texts_and_lists_are_bounded(op: str) -> None:
    info = msgspec.inspect.type_info(SERVED[op])
    assert isinstance(info, msgspec.inspect.StructType)
    assert not {field.name for field in info.fields if loose(field.type)}


@pytest.mark.parametrize("sign", ["\0", chr(0xD800), chr(0xDFFF)])
def test_signs_that_no_store_can_hold_are_refused(sign: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_sane(PostMessage(channel_id="C1", text="x", client_id=f"a{sign}"))
    assert refused.value.field == "client_id"
    with pytest.raises(Invalid) as refused:
        check_sane(PostMessage(channel_id="C1", text="x", file_ids=["F1", f"F{sign}"]))
    assert refused.value.field == "file_ids.1"


def test_messages_mend_their_own_text() -> None:
    check_sane(PostMessage(channel_id="C1", text="\0"))
    check_sane(EditMessage(message_id="M1", text="\ud800"))


def test_numbers_have_64_bits() -> None:
    check_sane(MarkRead(channel_id="C1", seq=INT64_MAX))
    with pytest.raises(Invalid) as refused:
        check_sane(MarkRead(channel_id="C1", seq=INT64_MAX + 1))
    assert refused.value.field == "seq"
