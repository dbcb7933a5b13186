from __future__ import annotations

import io
import json
import struct

import pytest

from patrol_app import limits
from patrol_app.workers.frames import BrokenFrame, Frame, read_frame, write_frame


def sent(header: object, tail: bytes = b"") -> io.BytesIO:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return io.BytesIO(struct.pack(">I", len(text)) + text + tail)


def test_frames_come_back_as_sent() -> None:
    stream = io.BytesIO()
    write_frame(stream, "run", {"id": 1, "args": {"名": [1, None]}}, [b"", b"abc"])
    write_frame(stream, "cancel", {"id": 1})
    stream.seek(0)
    assert read_frame(stream) == Frame("run", {"id": 1, "args": {"名": [1, None]}}, (b"", b"abc"))
    assert read_frame(stream) == Frame("cancel", {"id": 1}, ())
    assert read_frame(stream) is None


@pytest.mark.parametrize(
    "stream",
    [
        io.BytesIO(b"\0\0"),
        io.BytesIO(struct.pack(">I", limits.WORKER_HEADER_BYTES + 1)),
        io.BytesIO(struct.pack(">I", 10) + b"{}"),
        sent(b"{"),
        sent(b"\xff"),
        sent([]),
        sent({"kind": "run"}),
        sent({"kind": 1, "parts": []}),
        sent({"kind": "run", "parts": [-1]}),
        sent({"kind": "run", "parts": [True]}),
        sent({"kind": "run", "parts": [limits.WORKER_PART_BYTES + 1]}),
        sent({"kind": "run", "parts": [0] * (limits.WORKER_PARTS + 1)}),
        sent({"kind": "run", "parts": [4]}, b"abc"),
        sent(b"[" * 100_000),
    ],
)
def test_what_is_no_frame_is_refused(stream: io.BytesIO) -> None:
    with pytest.raises(BrokenFrame):
        read_frame(stream)


def test_too_large_a_frame_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WORKER_PART_BYTES", 3)
    with pytest.raises(BrokenFrame):
        write_frame(io.BytesIO(), "run", {}, [b"abcd"])
    monkeypatch.setattr(limits, "WORKER_HEADER_BYTES", 10)
    with pytest.raises(BrokenFrame):
        write_frame(io.BytesIO(), "run", {"long": "value"})
