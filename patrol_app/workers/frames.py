"""What parent and worker say to each other: a JSON header and binary parts.

Frame: header length, u32 big-endian | header, UTF-8 JSON with ``parts``: their lengths | parts.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

from patrol_app import limits

RUN: Final = "run"  # parent: id, job, args, seconds, memory_mb
CANCEL: Final = "cancel"  # parent: id
STARTED: Final = "started"  # worker: id; its program is loaded, the work begins
PROGRESS: Final = "progress"  # worker: id, done, total
ANSWER: Final = "answer"  # worker: id, result
FAULT: Final = "fault"  # worker: id, sort, code, msgid, params, field, details
BUG: Final = "bug"  # worker: id, name, trace (places only, no values)
CANCELLED: Final = "cancelled"  # worker: id

_LENGTH = struct.Struct(">I")


class BrokenFrame(ValueError):
    """The other side sent no frame, or one beyond the limits."""


@dataclass(frozen=True)
class Frame:
    """One message.

    Attributes:
        kind: one of the words above.
        header: the other values of the header.
        parts: binary parts.
    """

    kind: str
    header: dict[str, Any] = field(default_factory=dict)
    parts: tuple[bytes, ...] = ()


def write_frame(
    stream: BinaryIO, kind: str, header: dict[str, Any], parts: Sequence[bytes] = ()
) -> None:
    """Write one frame and flush it.

    Raises:
        BrokenFrame: it is larger than the limits.
        OSError: the other side is gone.
    """
    whole = {**header, "kind": kind, "parts": [len(part) for part in parts]}
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()
    if len(text) > limits.WORKER_HEADER_BYTES or len(parts) > limits.WORKER_PARTS:
        raise BrokenFrame("the frame is too large")
    if any(len(part) > limits.WORKER_PART_BYTES for part in parts):
        raise BrokenFrame("a part is too large")
    stream.write(_LENGTH.pack(len(text)))
    stream.write(text)
    for part in parts:
        stream.write(part)
    stream.flush()


def read_frame(stream: BinaryIO) -> Frame | None:
    """The next frame; None when the other side has closed.

    Raises:
        BrokenFrame: what came is no frame or beyond the limits.
    """
    head = stream.read(_LENGTH.size)
    if not head:
        return None
    if len(head) != _LENGTH.size:
        raise BrokenFrame("the frame ends early")
    size = _LENGTH.unpack(head)[0]
    if size > limits.WORKER_HEADER_BYTES:
        raise BrokenFrame("the header is too large")
    try:
        header = json.loads(_exactly(stream, size))
    except (ValueError, RecursionError) as error:
        raise BrokenFrame("the header is no JSON") from error
    if not isinstance(header, dict):
        raise BrokenFrame("the header is no object")
    kind, lengths = header.pop("kind", None), header.pop("parts", None)
    if not isinstance(kind, str) or not isinstance(lengths, list):
        raise BrokenFrame("the header names no kind")
    if len(lengths) > limits.WORKER_PARTS:
        raise BrokenFrame("too many parts")
    return Frame(kind, header, tuple(_exactly(stream, _size(length)) for length in lengths))


def _size(length: Any) -> int:
    if type(length) is not int or not 0 <= length <= limits.WORKER_PART_BYTES:
        raise BrokenFrame("a part has an impossible length")
    return length


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise BrokenFrame("the frame ends early")
    return data
