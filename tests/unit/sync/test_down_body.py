"""``down.json``: order, ranges, and that it agrees with the records."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from patrol_app.errors import UserError
from patrol_app.sync.down_body import DownBody, journals, make_body, read_body
from patrol_app.sync.inner import Inner
from patrol_app.sync.reading import open_inner, open_verified
from patrol_app.sync.sending import Content, number_range, send
from patrol_app.sync.strict import read_document, write_document
from tests.unit.sync.fixed import CITY, CITY_KEYS, DEVICE, LINES, STATION, STREAM, TIME, sender
from tests.unit.sync.freeze_down import BODY, CITY_STREAM

JOURNAL = {"stream": STREAM, "unit": STATION, "device_no": "01", "kid": DEVICE.key.kid}


def packed(tmp_path: Path, body: DownBody, lines: list[bytes]) -> Inner:
    """A bundle down with this body, opened at the device."""
    city = sender(tmp_path, CITY_KEYS, CITY)
    sent = send(
        city, "down", tmp_path / "a.hlb", [DEVICE.recipient],
        Content(lines=lines, down=write_document(body)),
        to=(STATION,), stream=CITY_STREAM, span=number_range(1), created=TIME, delivery_no=1,
    )  # fmt: skip
    stream = io.BytesIO(sent.path.read_bytes())
    keys = {CITY_KEYS.key.kid: CITY_KEYS.key.public}
    verified = open_verified(stream, STATION, ("down",), keys.get)
    return open_inner(stream, verified, [DEVICE.identity], io.BytesIO())


@pytest.mark.parametrize(
    "lines", [[[2, 1]], [[1, 2], [3, 4]], [[3, 4], [1, 1]], [], [[0, 1]], [[1, 10**9]]]
)
def test_ranges_run_forward_and_do_not_touch(lines: list[list[int]]) -> None:
    raw = DownBody.model_construct(v=1, device="", streams=()).model_copy()
    text = write_document(raw).replace(
        b'"streams":[]',
        b'"streams":[%s]' % write_document_of({**JOURNAL, "lines": lines}),
    )
    with pytest.raises(UserError) as caught:
        read_document(DownBody, text, "down", 10_000)
    assert caught.value.code == "bundle.down"


def write_document_of(values: dict[str, object]) -> bytes:
    from patrol_app.domain.journal.canonical import canonical

    return canonical(values)


def test_journals_stand_in_order_and_once() -> None:
    for streams in (BODY.streams[::-1], (BODY.streams[0],) * 2):
        with pytest.raises(ValueError, match="streams"):
            DownBody(device="", streams=streams)


def test_the_body_agrees_with_the_records(tmp_path: Path) -> None:
    body = DownBody(device=DEVICE.key.kid, streams=BODY.streams[:1])
    inner = packed(tmp_path, body, LINES[3:])
    assert read_body(inner) == body
    assert [lines for _one, lines in journals(body, inner)] == [[(4, LINES[3]), (5, LINES[4])]]
    with pytest.raises(UserError) as caught:
        read_body(packed(tmp_path, body, LINES))
    assert caught.value.code == "bundle.down"
    with pytest.raises(UserError):
        list(journals(DownBody(), inner))
    assert make_body("", {}, {}).ops == 0
