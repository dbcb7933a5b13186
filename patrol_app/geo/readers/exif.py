"""Time, place, heading and camera of EXIF tags, value by value, none trusted (EXIF 2.32)."""

from __future__ import annotations

from typing import Any, Final

from patrol_app import limits
from patrol_app.geo.readers.exif_place import (
    Tags,
    heading,
    height,
    position,
    satellite_time,
    text_of,
)
from patrol_app.geo.readers.finding import Findings
from patrol_app.geo.readers.times import BEIJING_MINUTES, parse_time
from patrol_app.i18n import N_

_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
_MAKER, _MODEL, _ORIENTATION = 271, 272, 274
# Time tag, its parts of a second, its offset; the first one that can be read counts.
_TIMES: Final = ((36867, 37521, 36881), (36868, 37522, 36882), (306, 37520, 36880))
CLOCK_DIFFERENCE_MS: Final = 600_000  # camera and satellites may differ by this much unsaid


def read(tags: Any, findings: Findings) -> dict[str, Any]:
    """The fields of ``PhotoFile`` that EXIF gives.

    Args:
        tags: Pillow's ``Exif`` object.
        findings: where to say what is missing or odd.
    """
    inner: Tags = dict(tags.get_ifd(_EXIF_IFD))
    gps: Tags = dict(tags.get_ifd(_GPS_IFD))
    main: Tags = dict(tags)
    if not main and not inner and not gps:
        findings.add("photo.no_exif", N_("The photo has no data of its own (EXIF)"))
        return {}
    time, offset_known = _time({**main, **inner}, findings)
    gps_time = satellite_time(gps)
    turn = main.get(_ORIENTATION)
    known = {
        "orientation": turn if isinstance(turn, int) and 1 <= turn <= 8 else 1,
        "time": time,
        "offset_known": offset_known,
        "gps_time": gps_time,
        "camera": _camera(main),
        "position": position(gps, findings),
    }
    if time is not None and gps_time is not None and abs(time - gps_time) > CLOCK_DIFFERENCE_MS:
        findings.add(
            "photo.clock",
            N_("Camera clock and satellite time differ by {minutes} min"),
            minutes=round((time - gps_time) / 60_000),
        )
    return known | height(gps) | heading(gps)


def _camera(tags: Tags) -> str:
    maker, model = text_of(tags.get(_MAKER)), text_of(tags.get(_MODEL))
    both = model if model.lower().startswith(maker.lower()) else f"{maker} {model}"
    return " ".join(both.split())[: limits.EXIF_TEXT_CHARS]


def _time(tags: Tags, findings: Findings) -> tuple[int | None, bool]:
    """UTC ms by the camera's clock; without an offset +08:00 is taken and said."""
    for stamp_tag, part_tag, offset_tag in _TIMES:
        stamp = text_of(tags.get(stamp_tag))
        part = text_of(tags.get(part_tag))
        offset = text_of(tags.get(offset_tag))
        fraction = f".{part}" if part.isdecimal() else ""
        read_time = parse_time(f"{stamp}{fraction}{offset}", BEIJING_MINUTES)
        if read_time is None:
            read_time = parse_time(stamp, BEIJING_MINUTES)
        if read_time is not None:
            if not read_time[1]:
                findings.add(
                    "photo.no_offset", N_("The photo's time names no offset; read as +08:00")
                )
            return read_time
    findings.add("photo.no_time", N_("The photo has no readable time"))
    return None, False
