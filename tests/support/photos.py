"""Small JPEGs with EXIF, made on the spot."""

from __future__ import annotations

import io
from typing import Any

import piexif
from PIL import Image

Tags = dict[int, Any]


def jpeg(
    *,
    size: tuple[int, int] = (64, 48),
    main: Tags | None = None,
    exif: Tags | None = None,
    gps: Tags | None = None,
    colour: str = "green",
) -> bytes:
    """A one-colour JPEG with a red left upper corner.

    Args:
        size: pixels.
        main: IFD 0 tags by number, as piexif takes them.
        exif: Exif IFD tags.
        gps: GPS IFD tags.
        colour: of the picture.
    """
    image = Image.new("RGB", size, colour)
    image.paste("red", (0, 0, size[0] // 4, size[1] // 4))
    out = io.BytesIO()
    if main or exif or gps:
        raw = piexif.dump({"0th": main or {}, "Exif": exif or {}, "GPS": gps or {}})
        image.save(out, "JPEG", quality=90, exif=raw)
    else:
        image.save(out, "JPEG", quality=90)
    return out.getvalue()


def place_tags(lon: int, lat: int, datum: str = "WGS-84") -> Tags:
    """GPS tags of a place in 1e-7 degrees."""
    return {
        1: "N" if lat >= 0 else "S",
        2: ((abs(lat), 10_000_000), (0, 1), (0, 1)),
        3: "E" if lon >= 0 else "W",
        4: ((abs(lon), 10_000_000), (0, 1), (0, 1)),
        18: datum,
    }


def time_tags(text: str, offset: str = "") -> Tags:
    """Exif tags of the time ``2026:08:03 08:00:00`` and its offset."""
    return {36867: text, **({36881: offset} if offset else {})}
