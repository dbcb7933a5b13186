"""HEIC photos of phones, decoded by pi-heif (libheif, decoding only): facts and a travel copy."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from patrol_app import limits
from patrol_app.geo.readers import exif
from patrol_app.geo.readers.finding import Findings
from patrol_app.geo.readers.photo import BROKEN, check_size, saved_copy, too_many_pixels, unreadable
from patrol_app.geo.readers.result import PhotoFile
from patrol_app.i18n import N_

if TYPE_CHECKING:
    from PIL.Image import Image

_EXIF_HEAD = b"Exif\0\0"
# libheif reports broken files by these beside what Pillow raises.
_FAULTS = (*BROKEN, RuntimeError)


def read_heic(data: bytes) -> PhotoFile:
    """What a HEIC photo says of itself, as ``read_photo`` tells of a JPEG.

    Raises:
        UserError: no HEIC, too large, or a picture that cannot be decoded.
    """
    image, raw = _decoded(data)
    findings = Findings()
    known: dict[str, Any] = {}
    if not raw:
        findings.add("photo.no_exif", N_("The photo has no data of its own (EXIF)"))
    else:
        try:
            known = exif.read(_tags(raw), findings)
        except BROKEN:
            findings.add("photo.exif_damaged", N_("The photo's own data (EXIF) are damaged"))
    findings.add(
        "photo.cut",
        N_("The picture is damaged or cut off; a part of it can be seen"),
        int(not _complete(data)),
    )
    # The decoder has turned the picture upright already; the tag would turn it twice.
    known["orientation"] = 1
    return PhotoFile(image.width, image.height, findings=findings.all(), kind="heic", **known)


def heic_travel_copy(data: bytes) -> bytes:
    """A JPEG as ``photo.travel_copy`` makes it of a JPEG.

    Raises:
        UserError: the picture cannot be decoded.
    """
    return saved_copy(_decoded(data)[0])


def _decoded(data: bytes) -> tuple[Image, bytes]:
    """The first picture, upright, and its EXIF block; the size is held before decoding."""
    check_size(data)
    import pi_heif
    from PIL import Image

    # Every thread reserves address space, of which a reader has little.
    pi_heif.options.DECODE_THREADS = 1
    try:
        file = pi_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=True)
        width, height = file.size
    except _FAULTS as error:
        raise unreadable() from error
    if width * height > limits.IMAGE_PIXELS:
        raise too_many_pixels()
    try:
        raw = file.info.get("exif") or b""
        image = Image.frombytes(file.mode, file.size, bytes(file.data), "raw", file.mode,
                                file.stride)  # fmt: skip
    except _FAULTS as error:
        raise unreadable() from error
    return image, bytes(raw)


def _complete(data: bytes) -> bool:
    """Whether the outermost boxes end where the file ends (ISO/IEC 14496-12, 4.2)."""
    at = 0
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        elif size == 0:
            return True
        if size < 8:
            return False
        at += size
    return at == len(data)


def _tags(raw: bytes) -> Any:
    from PIL import Image

    tags = Image.Exif()
    tags.load(raw if raw.startswith(_EXIF_HEAD) else _EXIF_HEAD + raw)
    return tags
