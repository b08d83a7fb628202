"""WebSocket frames on the wire, checked against the websockets library."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame
from websockets.frames import Opcode as LibraryOpcode
from websockets.protocol import CLIENT, Protocol

from server.gateway.wire import (
    Broken,
    FrameReader,
    Opcode,
    close_code,
    close_frame,
    frame,
    unframe,
)

contents = st.binary(max_size=300) | st.sampled_from([65_535, 65_536, 70_000]).map(bytes)


def masked(opcode: int, content: bytes, fin: bool = True) -> bytes:
    """A client's frame, made by the library."""
    return Frame(LibraryOpcode(opcode), content, fin).serialize(mask=True)


@given(st.sampled_from([Opcode.TEXT, Opcode.BINARY]), contents)
def test_our_frames_are_the_librarys(opcode: Opcode, content: bytes) -> None:
    made = frame(opcode, content)
    assert made == Frame(LibraryOpcode(opcode), content).serialize(mask=False)
    assert list(unframe(made * 2)) == [(opcode, content)] * 2


def test_a_client_of_the_library_reads_our_close() -> None:
    client = Protocol(CLIENT)
    client.receive_data(close_frame(4000, "resume" * 40))
    assert client.close_rcvd is not None
    assert client.close_rcvd.code == 4000


messages = st.lists(
    st.tuples(
        st.sampled_from([Opcode.TEXT, Opcode.BINARY]), st.lists(contents, min_size=1, max_size=4)
    ),
    max_size=5,
)


@given(messages, st.lists(st.integers(1, 70_000), min_size=1))
def test_messages_survive_any_fragmenting_and_cutting(
    sent: list[tuple[Opcode, list[bytes]]], cuts: list[int]
) -> None:
    stream = b""
    expected: list[tuple[int, bytes]] = []
    for opcode, parts in sent:
        for index, part in enumerate(parts):
            last = index == len(parts) - 1
            stream += masked(Opcode.CONT if index else opcode, part, last)
            if not last:
                stream += masked(Opcode.PING, b"between")
                expected.append((Opcode.PING, b"between"))
        expected.append((opcode, b"".join(parts)))
    reader = FrameReader(1 << 20)
    heard: list[tuple[int, bytes]] = []
    at = 0
    while at < len(stream):
        size = max(cuts[len(heard) % len(cuts)], len(stream) // 2_000)
        heard += reader.feed(stream[at : at + size])
        at += size
    assert heard == expected


@pytest.mark.parametrize("step", [1, 7, 1_000, 100_000])
def test_a_message_too_long_is_skipped_and_the_next_one_read(step: int) -> None:
    reader = FrameReader(1_000)
    stream = (
        masked(Opcode.TEXT, b"x" * 5_000)
        + masked(Opcode.TEXT, b"ok")
        + masked(Opcode.BINARY, b"y" * 900, fin=False)
        + masked(Opcode.CONT, b"y" * 200, fin=False)
        + masked(Opcode.PING, b"")
        + masked(Opcode.CONT, b"y", fin=True)
        + masked(Opcode.BINARY, b"z" * 1_000)
    )
    heard: list[tuple[int, bytes]] = []
    for at in range(0, len(stream), step):
        heard += reader.feed(stream[at : at + step])
    assert heard == [
        (Opcode.TOO_BIG, b""), (Opcode.TEXT, b"ok"), (Opcode.PING, b""),
        (Opcode.TOO_BIG, b""), (Opcode.BINARY, b"z" * 1_000),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "raw",
    [
        frame(Opcode.TEXT, b"not masked"),
        bytes((0xC1, 0x80, 0, 0, 0, 0)),  # a reserved bit
        bytes((0x83, 0x80, 0, 0, 0, 0)),  # an unknown opcode
        bytes((0x09, 0x80, 0, 0, 0, 0)),  # a ping in parts
        bytes((0x89, 0xFE)),  # a long ping
        bytes((0x80, 0x80, 0, 0, 0, 0)),  # continues nothing
        masked(Opcode.TEXT, b"a", fin=False) + masked(Opcode.TEXT, b"b"),
        bytes((0x82, 0xFF)) + b"\xff" * 12,  # a negative length
    ],
    ids=range(8),  # the masks differ from run to run
)
def test_a_broken_protocol_ends_the_connection(raw: bytes) -> None:
    with pytest.raises(Broken) as broken:
        FrameReader(1_000).feed(raw)
    assert broken.value.code == 1002


@given(st.binary(max_size=2_000))
def test_any_bytes_are_frames_or_broken(raw: bytes) -> None:
    with contextlib.suppress(Broken):
        for opcode, content in FrameReader(1_000).feed(raw):
            assert opcode in Opcode.__members__.values()
            assert len(content) <= 1_000


@pytest.mark.parametrize(
    ("content", "code"), [(b"", 1005), (b"\x03\xe8", 1000), (b"\x0f\xa0why", 4000)]
)
def test_a_close_frame_tells_its_code(content: bytes, code: int) -> None:
    assert close_code(content) == code


@pytest.mark.parametrize("content", [b"\x03", b"\x00\x01", b"\x03\xe8\xff\xfe"])
def test_a_bad_close_frame_is_broken(content: bytes) -> None:
    with pytest.raises(Broken):
        close_code(content)


def test_what_came_whole_before_the_break_is_kept() -> None:
    with pytest.raises(Broken) as broken:
        FrameReader(1_000).feed(masked(Opcode.TEXT, b"whole") + b"\xff\xff")
    assert broken.value.before == [(Opcode.TEXT, b"whole")]
