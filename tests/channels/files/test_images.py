"""Pictures are looked at without trust, and their small copies tell nothing of their owner."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from channels.files.images import SIDE, read_picture


def encode(image: Image.Image, kind: str, **options: object) -> bytes:
    output = io.BytesIO()
    image.save(output, kind, **options)  # type: ignore[arg-type]
    return output.getvalue()


def photo(width: int, height: int) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    return image


def opened(content: bytes | None) -> Image.Image:
    assert content is not None
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "AVIF"])
def test_a_picture_of_every_kind_gets_a_small_copy(kind: str) -> None:
    picture = read_picture(encode(photo(1600, 1000), kind))
    assert picture is not None
    assert (picture.width, picture.height) == (1600, 1000)
    small = opened(picture.thumbnail)
    assert (small.format, small.size) == ("WEBP", (SIDE, 450))


def test_a_small_picture_is_not_blown_up() -> None:
    picture = read_picture(encode(photo(40, 30), "PNG"))
    assert picture is not None
    assert opened(picture.thumbnail).size == (40, 30)


def test_a_sideways_photo_stands_upright_and_tells_no_place() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90° to the right
    exif[0x010F] = "Camera of Ada"
    exif.get_ifd(0x8825)[1] = "N"  # GPS
    content = encode(photo(400, 200), "JPEG", exif=exif, comment=b"home of Ada")
    assert b"Camera of Ada" in content
    picture = read_picture(content)
    assert picture is not None
    assert picture.thumbnail is not None
    assert (picture.width, picture.height) == (200, 400)
    small = opened(picture.thumbnail)
    assert small.size == (200, 400)
    assert dict(small.getexif()) == {}
    assert b"Ada" not in picture.thumbnail
    red, _, blue = small.convert("RGB").getpixel((100, 20))  # type: ignore[misc]
    assert red > blue  # what was left is on top now


def test_what_is_seen_through_stays_so() -> None:
    picture = read_picture(encode(Image.new("RGBA", (50, 50), (255, 0, 0, 0)), "PNG"))
    assert picture is not None
    assert opened(picture.thumbnail).convert("RGBA").getpixel((10, 10))[3] == 0  # type: ignore[index]


def test_a_picture_of_a_palette_and_a_grey_one_are_taken() -> None:
    for mode in ("P", "L", "1", "I;16"):
        assert read_picture(encode(Image.new(mode, (50, 50)), "PNG")) is not None


def png(width: int, height: int) -> bytes:
    """A PNG that claims this size and holds almost nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + checksum

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def test_a_bomb_is_not_unpacked() -> None:
    picture = read_picture(png(8_000, 8_000))
    assert picture is not None
    assert picture.thumbnail is None
    assert read_picture(png(60_000, 60_000)) is None


@settings(max_examples=100, deadline=None)
@given(
    content=st.binary(max_size=200), cut=st.integers(0, 400), kind=st.sampled_from(["PNG", "GIF"])
)
def test_broken_bytes_are_no_picture_and_no_crash(content: bytes, cut: int, kind: str) -> None:
    read_picture(content)
    read_picture(encode(photo(16, 16), kind)[:cut] + content)


def test_other_formats_are_not_even_tried() -> None:
    assert read_picture(encode(photo(16, 16), "BMP")) is None
    assert read_picture(encode(photo(16, 16), "TIFF")) is None
    assert read_picture(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n") is None
