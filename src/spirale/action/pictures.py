"""Pictures as phones take them, made anew: small enough to send, upright, and without what a phone writes into them.

A file is read for its size first: one that would fill the memory is refused before it is unfolded, and one is unfolded
at a time. What is kept is drawn on an empty picture, so that nothing but the colours comes along: no place, no day, no
name of a device, no words.
"""

import io
import os
import struct
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Final
from uuid import UUID

from django.conf import settings
from PIL import Image, ImageCms, ImageOps

from spirale.method.problems import Problem

LARGE: Final = 1600
SMALL: Final = 480
"""Longest side of the two sizes, in pixels."""
MOST_PIXELS: Final = 64_000_000
LEAST_SIDE: Final = 16
FORMATS: Final = ("JPEG", "PNG", "WEBP")
QUALITY: Final = 82

_ONE_AT_A_TIME: Final = Lock()
Image.MAX_IMAGE_PIXELS = None  # the limit is held here, before anything is unfolded


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in one size, as JPEG."""

    content: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Pictures:
    """The two sizes that are kept."""

    large: Picture
    small: Picture

    @property
    def digest(self) -> str:
        return sha256(self.large.content).hexdigest()


def pictures_from(content: bytes) -> Pictures:
    """Make the two sizes from a file as it was sent.

    Raises Problem("file too large"), ("photo not readable"), ("photo too many pixels") or ("photo too small").
    """
    if len(content) > settings.UPLOAD_LIMIT:
        raise Problem("file too large", bytes=len(content), limit=settings.UPLOAD_LIMIT)
    with _ONE_AT_A_TIME:
        drawn = _drawn(content)
        return Pictures(_sized(drawn, LARGE), _sized(drawn, SMALL))


def _drawn(content: bytes) -> Image.Image:
    """The first picture of a file, upright, in the colours of screens, at most twice as large as it will be kept."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as found:
            _check_size(*found.size)
            found.draft("RGB", (2 * LARGE, 2 * LARGE))  # of a JPEG, less is unfolded
            found.thumbnail((2 * LARGE, 2 * LARGE), Image.Resampling.BOX)
            found.getexif()  # read, then never written again: what phones write there is not always well-formed
            found.info.pop("exif", None)
            return _on_white(_in_screen_colours(ImageOps.exif_transpose(found)))
    except (OSError, ValueError, SyntaxError, EOFError, struct.error, TypeError, KeyError, IndexError) as error:
        raise Problem("photo not readable", formats=FORMATS) from error


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise Problem("photo too many pixels", pixels=width * height, limit=MOST_PIXELS)
    if min(width, height) < LEAST_SIDE:
        raise Problem("photo too small", width=width, height=height, limit=LEAST_SIDE)


def _in_screen_colours(picture: Image.Image) -> Image.Image:
    """The same colours without the profile that says how to read them; as they are where it cannot be read."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode != "RGB":
        return picture
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        changed = ImageCms.profileToProfile(picture, given, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError):
        return picture
    return changed or picture


def _on_white(picture: Image.Image) -> Image.Image:
    """The picture on an empty one: what is not drawn (place, words, profile) stays behind."""
    whole = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    clean = Image.new("RGB", picture.size, "white")
    clean.paste(whole, mask=whole if whole.mode == "RGBA" else None)
    return clean


def _sized(drawn: Image.Image, longest: int) -> Picture:
    picture = drawn.copy()
    picture.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Picture(out.getvalue(), *picture.size)


def path_of(photo: UUID, size: str) -> Path:
    """Where a size of a photo is kept: in folders by the beginning of its id, which stay small."""
    return Path(settings.HOME) / "photos" / photo.hex[:2] / f"{photo.hex}-{size}.jpg"


def keep_pictures(photo: UUID, pictures: Pictures) -> None:
    """Keep both sizes, each whole or not at all; keeping them again puts them in the place of the others.

    Raises Problem("file cannot be written").
    """
    for size, picture in (("large", pictures.large), ("small", pictures.small)):
        place, beside = path_of(photo, size), ""
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            descriptor, beside = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(picture.content)
                stream.flush()
                os.fsync(stream.fileno())
            Path(beside).replace(place)
        except OSError as error:
            if beside:
                Path(beside).unlink(missing_ok=True)
            raise Problem("file cannot be written", file=place.name, reason=error.strerror or "") from None


def forget_pictures(photo: UUID) -> None:
    """Take both sizes away for good."""
    for size in ("large", "small"):
        path_of(photo, size).unlink(missing_ok=True)
