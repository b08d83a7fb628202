"""Pictures: their size, and a small copy without what the camera wrote about its owner."""

from __future__ import annotations

import io
from typing import NamedTuple

from PIL import Image, ImageOps

from channels.files.sniff import IMAGES

LARGE_SIDE = 2048  # of a picture that is made anew
SIDE = 720  # the longest side of a thumbnail, in pixels
MAX_PIXELS = 40_000_000  # a bomb unpacks to more; so does a picture that nobody needs small
MAX_BYTES = 32 * 2**20
QUALITY = 80
_FORMATS = tuple(mime.removeprefix("image/").upper() for mime in sorted(IMAGES))


class Picture(NamedTuple):
    """Width and height in pixels as a reader sees them; the thumbnail as WebP, if there is one."""

    width: int
    height: int
    thumbnail: bytes | None


def read_picture(content: bytes) -> Picture | None:
    """Look at an image; None where it is broken. Slow: call it in a thread.

    The thumbnail stands upright, shows the first frame and holds no metadata (no place, no
    camera). A picture of more than 40 million pixels gets none.
    """
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
            width, height = image.size
            if width * height > MAX_PIXELS:  # asked before anything that unpacks, as EXIF may
                return Picture(width, height, None)
            width, height = _upright_size(image)
            return Picture(width, height, _thumbnail(image))
    except Exception:  # Pillow's decoders raise all kinds of errors for hostile bytes
        return None


class Drawn(NamedTuple):
    """A picture made anew: width and height as a reader sees it, and two copies of it as WebP.

    There are none where it has too many pixels.
    """

    width: int
    height: int
    large: bytes | None
    small: bytes | None


def draw(content: bytes) -> Drawn | None:
    """A stranger's picture made anew, at most 2,048 pixels long, and a small one; None where it is
    broken or of no kind that is shown. Slow: call it in a thread. Pixels alone are kept, and the
    first frame."""
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
            width, height = image.size
            if width * height > MAX_PIXELS:  # asked before anything that unpacks, as EXIF may
                return Drawn(width, height, None, None)
            width, height = _upright_size(image)
            clean = _clean(image, LARGE_SIDE)
        large = small = _webp(clean)
        if max(clean.size) > SIDE:
            clean.thumbnail((SIDE, SIDE), reducing_gap=2.0)
            small = _webp(clean)
        return Drawn(width, height, large, small)
    except Exception:  # Pillow's decoders raise all kinds of errors for hostile bytes
        return None


def _upright_size(image: Image.Image) -> tuple[int, int]:
    turned = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)  # the EXIF tag "Orientation"
    width, height = image.size
    return (height, width) if turned else (width, height)


def _thumbnail(image: Image.Image) -> bytes:
    return _webp(_clean(image, SIDE))


def _clean(image: Image.Image, side: int) -> Image.Image:
    """Upright, at most so long, and nothing but pixels."""
    image.draft("RGB", (side * 2, side * 2))  # lets JPEG unpack to a fraction
    small: Image.Image = image
    small.thumbnail((side, side), reducing_gap=2.0)
    small = ImageOps.exif_transpose(small)
    has_alpha = small.mode in ("RGBA", "LA", "PA") or "transparency" in small.info
    mode = "RGBA" if has_alpha else "RGB"
    clean = Image.new(mode, small.size)  # carries over pixels and nothing else
    clean.paste(small.convert(mode))
    return clean


def _webp(image: Image.Image) -> bytes:
    output = io.BytesIO()
    image.save(output, "WEBP", quality=QUALITY, method=4)
    return output.getvalue()
