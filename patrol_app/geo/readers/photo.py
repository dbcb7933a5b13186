"""JPEG photos: size, EXIF time and place, a travel copy. The original bytes are never changed."""

from __future__ import annotations

import io
import struct
import warnings
from typing import TYPE_CHECKING, Any, Final

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.geo.readers import exif
from patrol_app.geo.readers.finding import Findings
from patrol_app.geo.readers.result import PhotoFile
from patrol_app.geo.too_much import need_bytes
from patrol_app.i18n import N_

if TYPE_CHECKING:
    from PIL.Image import Image

# What Pillow raises on broken files, by our own trial; the decoder runs in a worker process.
BROKEN: Final = (
    OSError,
    SyntaxError,
    ValueError,
    struct.error,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    EOFError,
    RecursionError,
)
_JPEG: Final = ("JPEG", "MPO")


def read_photo(data: bytes) -> PhotoFile:
    """What a JPEG says of itself.

    Damaged EXIF gives no time and no place, with the reason among the findings.

    Raises:
        UserError: no JPEG, too large, or a picture that cannot be decoded.
    """
    image = _open(data)
    width, height = image.size
    findings = Findings()
    known: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of damaged EXIF; it is a finding here
        try:
            known = exif.read(image.getexif(), findings)
        except BROKEN:
            findings.add("photo.exif_damaged", N_("The photo's own data (EXIF) are damaged"))
    _verify(data, findings)
    return PhotoFile(width, height, findings=findings.all(), **known)


def _open(data: bytes) -> Image:
    """The picture, not decoded yet, within the limits.

    Raises:
        UserError: no JPEG or too large.
    """
    check_size(data)
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data), formats=("JPEG",))
    except Image.DecompressionBombError as error:
        raise too_many_pixels() from error
    except BROKEN as error:
        raise unreadable() from error
    if image.format not in _JPEG:
        raise unreadable()
    if image.width * image.height > limits.IMAGE_PIXELS:
        raise too_many_pixels()
    return image


def check_size(data: bytes) -> None:
    """Hold the limit on a photo file.

    Raises:
        UserError: ``file.too_large``.
    """
    need_bytes(data, limits.IMAGE_BYTES)


def unreadable() -> UserError:
    """The refusal of a picture that no decoder takes."""
    return UserError("photo.unreadable", N_("The photo cannot be read"))


def too_many_pixels() -> UserError:
    """The refusal of a picture above ``limits.IMAGE_PIXELS``."""
    return UserError(
        "photo.pixels",
        N_("The photo has more than {most} million pixels"),
        most=limits.IMAGE_PIXELS // 1_000_000,
    )


def _verify(data: bytes, findings: Findings) -> None:
    """Decode the picture at an eighth of its size: cheap, and every block is passed through."""
    image = _open(data)
    try:
        image.draft("L", (max(image.width // 8, 1), max(image.height // 8, 1)))
        image.load()
    except BROKEN as error:
        if not _partly(data):
            raise unreadable() from error
        findings.add("photo.cut", N_("The picture is damaged or cut off; a part of it can be seen"))


def _partly(data: bytes) -> bool:
    """Whether the decoder gives at least a part of a broken picture."""
    try:
        _decoded(data, (64, 64))
    except BROKEN:
        return False
    return True


def _decoded(data: bytes, size: tuple[int, int]) -> Image:
    """The picture at about ``size`` or more; what is missing at its end stays grey."""
    from PIL import ImageFile

    image = _open(data)
    image.draft("RGB", size)
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        image.load()
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before
    return image


def travel_copy(data: bytes) -> bytes:
    """A JPEG of at most 1,600 pixels on the longer side, quality 80, upright, without EXIF.

    Raises:
        UserError: the picture cannot be decoded.
    """
    from PIL import ImageOps

    longest = limits.TRAVEL_COPY_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = ImageOps.exif_transpose(_decoded(data, (longest, longest)))
    except BROKEN as error:
        raise unreadable() from error
    return saved_copy(image)


def saved_copy(image: Image) -> bytes:
    """The travel copy of a decoded, upright picture.

    Raises:
        UserError: the picture cannot be decoded to its end.
    """
    from PIL.Image import Resampling

    longest = limits.TRAVEL_COPY_PIXELS
    try:
        image.thumbnail((longest, longest), Resampling.LANCZOS)
        upright = image.convert("RGB")
    except BROKEN as error:
        raise unreadable() from error
    upright.info.clear()
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=limits.TRAVEL_COPY_QUALITY, optimize=True)
    return out.getvalue()
