"""Photographs as phones make them, for tests: with a place, a day and words written into them."""

import io
from typing import Any

from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

PLACE = "44.7333"
SAID = "chez Amina, 3 rue des Ormes"
ORIENTATION, DATE, MAKER, GPS = 0x0112, 0x0132, 0x010F, 0x8825


def drawn(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    """A picture whose left half is red and whose right half is blue."""
    picture = Image.new(mode, (width, height), "blue")
    picture.paste("red", (0, 0, width // 2, height))
    return picture


def photograph(width: int = 64, height: int = 48, *, turned: int = 1, **more: Any) -> bytes:
    """A JPEG that says where, when, with what and by whom it was taken; `turned` is how the phone was held."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[DATE], exif[MAKER] = turned, "2026:03:14 18:30:00", SAID
    exif.get_ifd(GPS).update({1: "N", 2: (44.0, 43.0, 59.9), 3: "E", 4: (5.0, 1.0, 12.0), 29: "2026:03:14"})
    out = io.BytesIO()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    given = {"exif": exif, "comment": SAID.encode(), "icc_profile": profile, "xmp": f"<x>{SAID} {PLACE}</x>".encode()}
    drawn(width, height).save(out, "JPEG", quality=95, **(given | more))
    return out.getvalue()


def png(width: int = 64, height: int = 48, mode: str = "RGBA") -> bytes:
    """A PNG with words beside its colours."""
    words = PngInfo()
    words.add_text("Location", f"{SAID} {PLACE}")
    out = io.BytesIO()
    drawn(width, height, mode).save(out, "PNG", pnginfo=words)
    return out.getvalue()


def many_pixels(width: int = 20_000, height: int = 20_000) -> bytes:
    """A small file that says it is as large as this: a page that would fill the memory."""
    content = bytearray(png(16, 16, "L"))
    content[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")  # of the header, whose sum is then wrong
    import zlib

    content[29:33] = zlib.crc32(bytes(content[12:29])).to_bytes(4, "big")
    return bytes(content)


def webp(width: int = 64, height: int = 48) -> bytes:
    out = io.BytesIO()
    drawn(width, height).save(out, "WEBP", exif=Image.Exif(), xmp=SAID.encode())
    return out.getvalue()
