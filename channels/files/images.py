"""Pictures: their size, and a small copy without what the camera wrote about its owner."""

from __future__ import annotations

import io
from typing import NamedTuple

from PIL import Image, ImageOps

from channels.files.sniff import IMAGES

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


def _upright_size(image: Image.Image) -> tuple[int, int]:
    turned = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)  # the EXIF tag "Orientation"
    width, height = image.size
    return (height, width) if turned else (width, height)


def _thumbnail(image: Image.Image) -> bytes:
    image.draft("RGB", (SIDE * 2, SIDE * 2))  # lets JPEG unpack to a fraction
    small: Image.Image = image
    small.thumbnail((SIDE, SIDE), reducing_gap=2.0)
    small = ImageOps.exif_transpose(small)
    has_alpha = small.mode in ("RGBA", "LA", "PA") or "transparency" in small.info
    mode = "RGBA" if has_alpha else "RGB"
    clean = Image.new(mode, small.size)  # carries over pixels and nothing else
    clean.paste(small.convert(mode))
    output = io.BytesIO()
    clean.save(output, "WEBP", quality=QUALITY, method=4)
    return output.getvalue()
