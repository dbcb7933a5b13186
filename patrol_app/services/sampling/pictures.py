"""Small invented photos: a field of colour with EXIF, or without as messengers leave it."""

from __future__ import annotations

import io

from patrol_app.domain.instant import beijing

SIZE = (320, 240)
MAKER, CAMERA = "DEMO", "DEMO CAM 1"


def photo(
    mark: int, taken_ms: int | None, place: tuple[int, int] | None, *, offset: bool = True
) -> bytes:
    """A JPEG whose bytes differ with ``mark``.

    Args:
        mark: picks colours and pattern.
        taken_ms: UTC ms by the camera's clock; None leaves no EXIF at all.
        place: longitude and latitude in 1e-7 degrees, or None.
        offset: whether the camera writes its offset from UTC.
    """
    from PIL import Image
    from PIL.TiffImagePlugin import IFDRational

    image = Image.new("RGB", SIZE, (60 + mark % 90, 110 + mark % 70, 60 + mark % 50))
    for bit in range(24):  # the pattern is the number: no two photos are equal
        if mark >> bit & 1:
            left, top = 20 + bit % 6 * 48, 20 + bit // 6 * 50
            image.paste((200, 190, 150), (left, top, left + 36, top + 38))
    out = io.BytesIO()
    if taken_ms is None:
        image.save(out, "JPEG", quality=85)
        return out.getvalue()
    tags = image.getexif()
    tags[0x010F], tags[0x0110] = MAKER, CAMERA
    shot = tags.get_ifd(0x8769)
    shot[0x9003] = f"{beijing(taken_ms):%Y:%m:%d %H:%M:%S}"
    if offset:
        shot[0x9011] = "+08:00"
    if place is not None:
        gps = tags.get_ifd(0x8825)
        zero = IFDRational(0, 1)
        gps[1], gps[2] = "N", (IFDRational(place[1], 10_000_000), zero, zero)
        gps[3], gps[4] = "E", (IFDRational(place[0], 10_000_000), zero, zero)
        gps[18] = "WGS-84"
    image.save(out, "JPEG", quality=85, exif=tags)
    return out.getvalue()
