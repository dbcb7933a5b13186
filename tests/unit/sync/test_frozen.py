"""Format 1 as it went out: these bytes must be read by every later version."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

import pytest

from patrol_app.sync.chained import chained_lines
from patrol_app.sync.enrolment_files import file_code, read_request
from patrol_app.sync.grant_file import read_grant
from patrol_app.sync.keys import SigningKey
from patrol_app.sync.reading import open_inner, open_verified
from patrol_app.sync.receipt_file import read_receipt
from patrol_app.sync.recovery_file import read_recovery
from tests.unit.sync.fixed import (
    BLOBS,
    CITY,
    CITY_KEYS,
    DEVICE,
    LINES,
    RECOVERY,
    SAMPLES,
    STATION,
    TIME,
    enrol_body,
    grant,
    receipt,
)
from tests.unit.sync.freeze import SUMS, freeze

SENDERS = {p.key.kid: p.key.public for p in (DEVICE, CITY_KEYS)}


def sample(name: str) -> io.BytesIO:
    return io.BytesIO((SAMPLES / name).read_bytes())


def test_no_sample_was_touched() -> None:
    sums = json.loads((SAMPLES / SUMS).read_text("utf-8"))
    assert len(sums) == 6
    for name, expected in sums.items():
        assert hashlib.sha256((SAMPLES / name).read_bytes()).hexdigest() == expected, name


def test_samples_are_never_written_over() -> None:
    with pytest.raises(FileExistsError):
        freeze()


def test_the_maker_still_makes_the_same_set(tmp_path: Path) -> None:
    freeze(tmp_path)
    made = {p.name for p in tmp_path.iterdir()}
    assert made == {*json.loads((SAMPLES / SUMS).read_text("utf-8")), SUMS}
    assert (tmp_path / "enrol.hlb").read_bytes() == (SAMPLES / "enrol.hlb").read_bytes()


@pytest.mark.parametrize("identity", [CITY_KEYS.identity, RECOVERY.identity])
def test_bundle_up(identity: str) -> None:
    stream, scratch = sample("bundle-up.hlb"), io.BytesIO()
    verified = open_verified(stream, CITY, ("up",), SENDERS.get)
    inner = open_inner(stream, verified, [identity], scratch)
    lines = list(chained_lines(verified.header, inner.lines()))
    assert [line.raw for line in lines] == LINES
    assert lines[-1].link == verified.header.link_upto
    assert {b"".join(inner.blob(sha)) for sha in inner.blobs()} == set(BLOBS)
    assert (verified.header.created, verified.header.audit_head) == (TIME, "ab" * 32)


def test_bundle_up_without_ops() -> None:
    stream, scratch = sample("bundle-up-empty.hlb"), io.BytesIO()
    verified = open_verified(stream, CITY, ("up",), SENDERS.get)
    inner = open_inner(stream, verified, [CITY_KEYS.identity], scratch)
    assert list(inner.lines()) == []
    assert (verified.header.part, verified.header.parts, len(inner.blobs())) == (2, 2, 2)


def test_receipt() -> None:
    held = read_receipt(
        sample("receipt.hlb"), STATION, SENDERS.get, [DEVICE.identity], io.BytesIO()
    )
    assert held.receipt == receipt()
    sums = json.loads((SAMPLES / SUMS).read_text("utf-8"))
    assert held.opened.header.reply_to == sums["bundle-up.hlb"]


def test_enrol_and_its_number_code() -> None:
    held = read_request(sample("enrol.hlb"))
    assert held.body == enrol_body()
    assert held.code == "7772-1987-8780"


def test_grant_and_its_number_code() -> None:
    held = read_grant(sample("grant.hlb"), io.BytesIO(), DEVICE.identity, DEVICE.key.public)
    assert held.grant == grant()
    assert held.lines == tuple(LINES[:2])
    assert held.code == file_code(sample("grant.hlb"))[0] == "6087-9410-3932"


def test_recovery_file() -> None:
    held = read_recovery((SAMPLES / "recovery.txt").read_bytes())
    assert isinstance(held.root, SigningKey)
    assert (held.root.seed, held.identity) == (RECOVERY.key.seed, RECOVERY.identity)
