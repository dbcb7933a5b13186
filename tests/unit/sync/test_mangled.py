"""Whole files, cut and flipped: a named refusal each time, never a traceback, nothing taken."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest

from patrol_app.errors import UserError
from patrol_app.sync.chained import chained_lines
from patrol_app.sync.enrolment_files import read_request
from patrol_app.sync.grant_file import read_grant
from patrol_app.sync.reading import open_inner, open_verified
from patrol_app.sync.receipt_file import read_receipt
from tests.unit.sync.fixed import CITY, CITY_KEYS, DEVICE, SAMPLES, STATION, root

SENDERS = {p.key.kid: p.key.public for p in (DEVICE, CITY_KEYS)}
Reader = Callable[[bytes], object]


def read_up(raw: bytes) -> object:
    stream = io.BytesIO(raw)
    verified = open_verified(stream, CITY, ("up",), SENDERS.get)
    inner = open_inner(stream, verified, [CITY_KEYS.identity], io.BytesIO())
    return list(chained_lines(verified.header, inner.lines()))


def read_receipt_sample(raw: bytes) -> object:
    stream = io.BytesIO(raw)
    return read_receipt(stream, STATION, SENDERS.get, [DEVICE.identity], io.BytesIO())


def read_first_grant(raw: bytes) -> object:
    public = DEVICE.key.public
    return read_grant(io.BytesIO(raw), io.BytesIO(), DEVICE.identity, public)


def read_later_grant(raw: bytes) -> object:
    public = DEVICE.key.public
    return read_grant(io.BytesIO(raw), io.BytesIO(), DEVICE.identity, public, root())


READERS: dict[str, tuple[str, Reader]] = {
    "up": ("bundle-up.hlb", read_up),
    "receipt": ("receipt.hlb", read_receipt_sample),
    "enrol": ("enrol.hlb", lambda raw: read_request(io.BytesIO(raw))),
    "first grant": ("grant.hlb", read_first_grant),
    "later grant": ("grant.hlb", read_later_grant),
}


def cuts(raw: bytes, step: int) -> Iterator[bytes]:
    for length in range(1, len(raw), step):
        yield raw[:length]


def flips(raw: bytes, step: int) -> Iterator[bytes]:
    for bit in range(0, len(raw) * 8, step):
        mangled = bytearray(raw)
        mangled[bit // 8] ^= 1 << bit % 8
        yield bytes(mangled)


def outcomes(reader: Reader, files: Iterator[bytes]) -> tuple[int, set[str]]:
    """How many files, and the codes of their refusals; ``taken`` for one that was read."""
    codes, count = set(), 0
    for raw in files:
        count += 1
        try:
            reader(raw)
        except UserError as fault:
            assert fault.message()
            codes.add(fault.code)
        else:
            codes.add("taken")
    return count, codes


def check(kind: str, step: int) -> None:
    name, reader = READERS[kind]
    raw = (SAMPLES / name).read_bytes()
    assert reader(raw)
    count, codes = outcomes(reader, cuts(raw, step))
    assert count == len(range(1, len(raw), step))
    assert codes == {"bundle.incomplete"}
    count, codes = outcomes(reader, flips(raw, step))
    assert count == len(range(0, len(raw) * 8, step))
    assert "taken" not in codes
    assert {"bundle.body", "bundle.header"} <= codes


@pytest.mark.parametrize("kind", READERS)
def test_sampled_cuts_and_flips_are_refused(kind: str) -> None:
    check(kind, 61)


@pytest.mark.ci
@pytest.mark.parametrize("kind", READERS)
def test_every_cut_and_every_flip_is_refused(kind: str) -> None:
    check(kind, 1)
