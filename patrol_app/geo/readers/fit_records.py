"""The records of a FIT file, one by one: times, places, heights in the units of the format."""

from __future__ import annotations

import io
import struct
from typing import Any, Final

from patrol_app.geo.readers.gathered import HEIGHT_MAX, Gathered
from patrol_app.geo.readers.kml import UTC_WORD
from patrol_app.geo.types import LAT_MAX, LON_MAX, UNIT

EPOCH_MS: Final = 631_065_600_000  # FIT counts seconds from 1989-12-31 00:00 UTC
_HALF_TURN: Final = 180 * UNIT  # 2**31 semicircles
_SYSTEM_TIME: Final = 0x10000000  # a smaller stamp counts from power-on, not from a date
# What fitdecode raises on broken files besides its own errors, by our own trial.
_BROKEN: Final = (
    ValueError, TypeError, LookupError, AttributeError, ArithmeticError, EOFError, struct.error,
    AssertionError, RecursionError,
)  # fmt: skip


class Records:
    """Gathers what one decoding gives."""

    def __init__(self) -> None:
        self.gathered = Gathered(0, UTC_WORD)
        self.unlocated = 0
        self.receiver = ""

    def take(self, data: bytes) -> bool:
        """Read to the end or to the first fault; whether the end was reached."""
        import fitdecode

        self.gathered.begin()
        try:
            with fitdecode.FitReader(
                io.BytesIO(data),
                check_crc=fitdecode.CrcCheck.WARN,
                error_handling=fitdecode.ErrorHandling.RAISE,
            ) as reader:
                for frame in reader:
                    if frame.frame_type != fitdecode.FIT_FRAME_DATA:
                        continue
                    if frame.name == "record":
                        self._record(frame)
                    elif frame.name == "file_id":
                        serial = frame.get_raw_value("serial_number", fallback=None)
                        self.receiver = str(serial) if isinstance(serial, int) else ""
        except (fitdecode.FitError, *_BROKEN):
            return False
        return True

    def _record(self, frame: Any) -> None:
        raw = {field.name: field.raw_value for field in frame.fields if field.name}
        lon = _place(raw.get("position_long"), LON_MAX)
        lat = _place(raw.get("position_lat"), LAT_MAX)
        if lon is None or lat is None:
            self.unlocated += 1
            return
        stamp = raw.get("timestamp")
        time = None
        if isinstance(stamp, int) and stamp >= _SYSTEM_TIME:
            time = EPOCH_MS + stamp * 1000
        elif stamp is not None:
            self.gathered.lose_time()
        self.gathered.add(lon, lat, _height(frame), time)


def _place(value: Any, most: int) -> int | None:
    """1e-7 degrees of semicircles, rounded to the nearest; None where it is none."""
    if not isinstance(value, int):
        return None
    found = (value * _HALF_TURN + (1 << 30)) >> 31
    return found if abs(found) <= most else None


def _height(frame: Any) -> int | None:
    for name in ("enhanced_altitude", "altitude"):
        value = frame.get_value(name, fallback=None)
        if isinstance(value, int | float) and abs(value) * 100 <= HEIGHT_MAX:
            return round(value * 100)
    return None
