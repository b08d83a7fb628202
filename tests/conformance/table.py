"""What a strict server does with frames, good and bad. Source: RFC 6455, sections 5 to 7."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.conformance.peer import client_frame as f

CONT, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
GREEK = "κόσμε".encode()
BYE = f(CLOSE, b"\x03\xe8bye")
LAST = b"\xf4\x8f\xbf\xbf"
OVERLONG = b"\xc0\xaf"


@dataclass(frozen=True)
class Case:
    """Bytes sent, in such pieces; the frames that must come back, and the close code."""

    name: str
    sent: tuple[bytes, ...]
    frames: tuple[tuple[int, bytes], ...]
    code: int | None


def case(name: str, *sent: bytes, back: Any = (), code: int | None = 1000) -> Case:
    """Cases that end well are closed by the client, and answered with its code."""
    whole = (*sent, BYE) if code == 1000 else sent
    return Case(name, whole, tuple(back), code)


def _closes(name: str, content: bytes, code: int | None) -> Case:
    return Case(f"close with {name}", (f(CLOSE, content),), (), code)


SIZES = (0, 1, 125, 126, 127, 128, 65_535, 65_536, 300_000)
GOOD_CODES = (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999)
BAD_CODES = (0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999)
NOT_UTF8 = {
    "an overlong slash": OVERLONG,
    "a lone continuation": b"\x80",
    "a surrogate": b"\xed\xa0\x80",
    "beyond U+10FFFF": b"\xf4\x90\x80\x80",
    "a cut sequence": GREEK[:-1],
    "an impossible byte": b"good \xff bad",
}

FRAMING = [
    *(case(f"text of {n}", f(TEXT, b"*" * n), back=[(TEXT, b"*" * n)]) for n in SIZES),
    *(case(f"bytes of {n}", f(BINARY, b"\xfe" * n), back=[(BINARY, b"\xfe" * n)]) for n in SIZES),
    case(
        "text, an octet at a time",
        *(bytes((one,)) for one in f(TEXT, b"slowly")),
        back=[(TEXT, b"slowly")],
    ),
]
PINGS = [
    *(case(f"a ping of {n}", f(PING, b"p" * n), back=[(PONG, b"p" * n)]) for n in (0, 1, 125)),
    case("a ping of bytes", f(PING, b"\x00\xff\xfe"), back=[(PONG, b"\x00\xff\xfe")]),
    case("a ping too long", f(PING, b"p" * 126), code=1002),
    case("a ping in parts", f(PING, b"p", fin=False), code=1002),
    case("a pong unasked", f(PONG, b"unasked"), f(PING, b"x"), back=[(PONG, b"x")]),
    case(
        "ten pings at once",
        b"".join(f(PING, b"%d" % n) for n in range(10)),
        back=[(PONG, b"%d" % n) for n in range(10)],
    ),
]
RESERVED = [
    *(case(f"reserved bits {n}", f(TEXT, b"x", rsv=n), code=1002) for n in range(1, 8)),
    case("reserved bits on a ping", f(PING, b"", rsv=1), code=1002),
    *(case(f"opcode {n}", f(n, b"x"), code=1002) for n in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)),
    case("no mask", bytes((0x81, 1)) + b"x", code=1002),
    case(
        "a good message before a bad frame",
        f(TEXT, b"first") + f(TEXT, b"x", rsv=2) + f(PING),
        back=[(TEXT, b"first")],
        code=1002,
    ),
]
FRAGMENTS = [
    case(
        "two fragments",
        f(TEXT, b"one ", fin=False),
        f(CONT, b"two"),
        back=[(TEXT, b"one two")],
    ),
    case(
        "a ping between fragments",
        f(TEXT, b"a", fin=False),
        f(PING, b"now") + f(CONT, b"b"),
        back=[(PONG, b"now"), (TEXT, b"ab")],
    ),
    case(
        "empty fragments",
        f(BINARY, b"", fin=False) + f(CONT, b"", fin=False) + f(CONT, b""),
        back=[(BINARY, b"")],
    ),
    case("a continuation of nothing", f(CONT, b"x"), code=1002),
    case("an unfinished continuation of nothing", f(CONT, b"x", fin=False), code=1002),
    case("text within a message", f(TEXT, b"a", fin=False) + f(TEXT, b"b"), code=1002),
    case("bytes within a message", f(TEXT, b"a", fin=False) + f(BINARY, b"b"), code=1002),
    case(
        "a message, then a continuation of it",
        f(TEXT, b"a", fin=False) + f(CONT, b"b") + f(CONT, b"c"),
        back=[(TEXT, b"ab")],
        code=1002,
    ),
]
UTF8 = [
    case("greek", f(TEXT, GREEK), back=[(TEXT, GREEK)]),
    case(
        "a letter cut by fragments",
        f(TEXT, GREEK[:1], fin=False) + f(CONT, GREEK[1:]),
        back=[(TEXT, GREEK)],
    ),
    case(
        "the last of all letters", f(TEXT, b"\xf4\x8f\xbf\xbf"), back=[(TEXT, b"\xf4\x8f\xbf\xbf")]
    ),
    *(case(f"text with {name}", f(TEXT, raw), code=1007) for name, raw in NOT_UTF8.items()),
    case(
        "bad text over fragments",
        f(TEXT, b"good ", fin=False) + f(CONT, OVERLONG, fin=False) + f(CONT, b"more"),
        code=1007,
    ),
    case("what is no UTF-8, as bytes", f(BINARY, b"\xff"), back=[(BINARY, b"\xff")]),
]
CLOSES = [
    _closes("nothing", b"", 1005),
    _closes("a reason", b"\x03\xe8" + GREEK, 1000),
    _closes("the longest reason", b"\x03\xe8" + b"*" * 123, 1000),
    _closes("a reason too long", b"\x03\xe8" + b"*" * 124, 1002),
    _closes("half a code", b"\x03", 1002),
    _closes("a reason that is no UTF-8", b"\x03\xe8" + OVERLONG, 1007),
    *(_closes(f"code {code}", code.to_bytes(2, "big"), code) for code in GOOD_CODES),
    *(_closes(f"code {code}", code.to_bytes(2, "big"), 1002) for code in BAD_CODES),
    case(
        "a message before a close",
        f(TEXT, b"last words"),
        back=[(TEXT, b"last words")],
    ),
    Case("a ping after a close", (BYE + f(PING, b"late"),), (), 1000),
    Case("text after a close", (BYE + f(TEXT, b"late"),), (), 1000),
    Case("two closes", (BYE + BYE,), (), 1000),
]
CASES = [*FRAMING, *PINGS, *RESERVED, *FRAGMENTS, *UTF8, *CLOSES]
