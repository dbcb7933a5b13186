"""Which receiver wrote a file: the serial number that makers put into the head of a GPX file."""

from __future__ import annotations

import re
from typing import Final

HEAD_BYTES: Final = 8_192  # root element, metadata and their extensions stand here
_SERIAL_CHARS: Final = 40
# <serial>, <serialNumber>, <gpxx:SerialNumber>, <deviceId>, <imei>, <sn>: what makers were seen
# to write; the creator text names it behind "SN".
_ELEMENT: Final = re.compile(
    rb"<(?:[\w.-]{1,40}:)?(?:serial|serialnumber|serialno|deviceid|device_id|imei|sn)>"
    rb"\s*([\w-]{3,40})\s*</",
    re.IGNORECASE,
)
_CREATOR: Final = re.compile(rb"""\bcreator\s*=\s*["']([^"'<>]{1,200})["']""")
_IN_CREATOR: Final = re.compile(r"(?:S/?N|serial)\s*[:#=.]?\s*([A-Za-z0-9][\w-]{2,39})", re.I)


def receiver_serial(data: bytes) -> str:
    """The serial number, empty where the head of the file names none.

    Args:
        data: the file's bytes; only the first 8 KiB are looked at.
    """
    head = data[:HEAD_BYTES]
    found = _ELEMENT.search(head)
    if found:
        return found.group(1).decode("ascii", "ignore")[:_SERIAL_CHARS]
    creator = _CREATOR.search(head)
    if creator is None:
        return ""
    named = _IN_CREATOR.search(creator.group(1).decode("utf-8", "ignore"))
    return named.group(1) if named else ""
