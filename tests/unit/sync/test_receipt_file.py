"""Receipts: strict content, bound to header and issuer."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pydantic import ValidationError

from patrol_app.errors import UserError
from patrol_app.sync.manifest import RECEIPT
from patrol_app.sync.receipt_body import Deliveries, Receipt, Span, StreamState
from patrol_app.sync.receipt_file import ReceiptFile, parse_receipt, read_receipt, send_receipt
from patrol_app.sync.sending import Content, number_range, send
from patrol_app.sync.strict import write_document
from tests.unit.sync.fixed import (
    CITY,
    CITY_KEYS,
    DEVICE,
    STATION,
    STRANGER,
    STREAM,
    TIME,
    receipt,
    sender,
)

ISSUER = {CITY_KEYS.key.kid: CITY_KEYS.key.public}


def read(raw: bytes) -> ReceiptFile:
    stream = io.BytesIO(raw)
    return read_receipt(stream, STATION, ISSUER.get, [DEVICE.identity], io.BytesIO())


def sealed(work: Path, content: Receipt, generation: int | None = None) -> bytes:
    city = sender(work, CITY_KEYS, CITY)
    if generation is None:
        sent = send_receipt(
            city,
            content,
            work,
            [DEVICE.recipient],
            to_unit=STATION,
            stream=STREAM,
            reply_to="e" * 64,
        )
    else:
        sent = send(
            city,
            "receipt",
            work,
            [DEVICE.recipient],
            Content(receipt=write_document(content)),
            to=(STATION,),
            stream=STREAM,
            span=number_range(generation),
            created=TIME,
        )
    return sent.path.read_bytes()


def test_a_receipt_reads_back_at_the_station(tmp_path: Path) -> None:
    held = read(sealed(tmp_path, receipt()))
    assert held.receipt == receipt()
    assert held.opened.header.reply_to == "e" * 64
    assert held.opened.header.upto == held.receipt.generation == 3
    assert [p.name for p in tmp_path.iterdir()] == [f"HL1-{CITY}-0f8fad5b-3-3-1.hlb"]


def test_a_receipt_of_a_stranger_is_not_read(tmp_path: Path) -> None:
    sent = send_receipt(
        sender(tmp_path, STRANGER, CITY),
        receipt(),
        tmp_path,
        [DEVICE.recipient],
        to_unit=STATION,
        stream=STREAM,
    )
    with pytest.raises(UserError) as caught:
        read(sent.path.read_bytes())
    assert caught.value.code == "bundle.unknown_key"


def test_content_and_header_must_agree(tmp_path: Path) -> None:
    for content, generation in ((receipt(), 4), (receipt(), 3), (receipt(issuer="DEMO99"), 3)):
        with pytest.raises(UserError) as caught:
            read(sealed(tmp_path, content, generation))
        assert caught.value.code == "bundle.receipt"
    with pytest.raises(UserError) as caught:
        sealed(tmp_path, receipt(issuer="DEMO99"))
    assert caught.value.code == "bundle.receipt"


def state(**changes: object) -> StreamState:
    fields: dict[str, object] = {"stream": STREAM, "contiguous_upto": 5, "link": "a" * 64}
    return StreamState.model_validate({**fields, **changes})


@pytest.mark.parametrize(
    "change",
    [
        {"missing": (Span(first=5, last=6),)},
        {"missing": (Span(first=9, last=9), Span(first=7, last=7))},
        {"missing": (Span(first=7, last=8), Span(first=9, last=9))},
        {"link": "0" * 64},
        {"contiguous_upto": 0},
        {"contiguous_upto": -1},
        {"frozen": 1},
    ],
)
def test_impossible_stream_states(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        state(**change)


def test_other_impossible_parts() -> None:
    with pytest.raises(ValidationError):
        Span(first=3, last=2)
    with pytest.raises(ValidationError):
        receipt(streams=(state(), state()))
    with pytest.raises(ValidationError):
        receipt(generation=0)


def test_optional_parts_read_back() -> None:
    full = receipt(
        streams=(state(revoked_after=9, frozen=True, confirmed=False),),
        deliveries=Deliveries(upto=4, missing=(Span(first=2, last=2),)),
        erased=("c" * 64,),
    )
    assert parse_receipt(write_document(full)) == full
    fresh = state(contiguous_upto=0, link="0" * 64, missing=(Span(first=2, last=4),))
    assert fresh.revoked_after is None


def test_receipt_json_from_outside_is_strict() -> None:
    raw = write_document(receipt())
    for bad in (
        raw.replace(b'"v":1', b'"v":1,"v":1'),
        raw.replace(b'"v":1', b'"v":2'),
        raw.replace(b'"generation":3', b'"generation":3.0'),
        raw.replace(b'"reason":"schema"', b'"reason":"Some words"'),
        raw + b" ",
        b"null",
    ):
        with pytest.raises(UserError) as caught:
            parse_receipt(bad)
        assert caught.value.code == "bundle.receipt"
    assert RECEIPT == "receipt.json"
