"""Drill 14: a turned bit, chance damage, a forger with the true key: nothing is accepted."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest

from tests.drills.mangling import (
    TAKEN,
    Taken,
    flips,
    large_bundle,
    mangled,
    re_headed,
    read_whole,
    verdicts,
)
from tests.unit.sync.fixed import SAMPLES

SMALL = SAMPLES / "bundle-up.hlb"


def test_sampled_bits_and_manglings(tmp_path: Path) -> None:
    """The short form of all below."""
    raw = SMALL.read_bytes()
    found = verdicts(flips(raw, 41))
    assert TAKEN not in found and {"bundle.body", "bundle.header", "bundle.signature"} <= set(found)
    large = large_bundle(tmp_path)
    assert len(read_whole(large)[0]) == 2_000
    assert verdicts(mangled(large, 100, 1))[TAKEN] == 0


@pytest.mark.ci
def test_every_bit_of_a_small_bundle() -> None:
    """29,568 files, each with one bit turned."""
    raw = SMALL.read_bytes()
    found = verdicts(flips(raw))
    assert found.total() == 8 * len(raw)
    assert TAKEN not in found


@pytest.mark.ci
def test_random_manglings_of_a_large_bundle(tmp_path: Path) -> None:
    """500 of a copy, 200 of the clear text under the station's true signature."""
    manglings(tmp_path, 500, 200, seed=2)


@pytest.mark.soak
def test_many_random_manglings_of_a_large_bundle(tmp_path: Path) -> None:
    """5,000 and 2,000."""
    manglings(tmp_path, 5_000, 2_000, seed=3)


def manglings(folder: Path, copies: int, forged: int, seed: int) -> None:
    """Damaged copies, then damaged insides sealed again with the true keys."""
    large = large_bundle(folder)
    found = verdicts(mangled(large, copies, seed))
    assert found.total() == copies and found[TAKEN] == 0
    parts = Taken.apart(large)
    assert read_whole(parts.sealed(parts.clear)) == read_whole(large)
    inside = verdicts(parts.sealed(clear) for clear in mangled(parts.clear, forged, seed))
    assert inside.total() == forged and inside[TAKEN] == 0
    # the reader's own refusals, not a decryption that failed
    assert set(inside) <= {"bundle.zip", "bundle.member", "bundle.manifest", "bundle.manifest_hash"}


def test_header_fields_changed_by_hand() -> None:
    """Each field of the signed header, changed as canonical JSON: the signature speaks."""
    raw = SMALL.read_bytes()
    changes = {
        "to": ["DEMO00", "DEMO90"], "from": 2, "upto": 6, "from_unit": "DEMO02",
        "created": 1, "part": 2, "manifest_sha256": "0" * 64, "link_upto": "0" * 64,
        "ct_sha256": "0" * 64, "kid": "0" * 16, "kind": "down", "fmt": 2,
    }  # fmt: skip
    for name, value in changes.items():
        found = verdicts([re_headed(raw, **{name: value})])
        assert TAKEN not in found, name


def test_a_repacked_inside_is_refused() -> None:
    """The same members by another ZIP writer, compressed or only laid out otherwise."""
    parts = Taken.apart(SMALL.read_bytes())
    source = zipfile.ZipFile(io.BytesIO(parts.clear))
    names = source.namelist()
    shuffled = names[:]
    random.Random(4).shuffle(shuffled)
    for order, method in ((names, zipfile.ZIP_STORED), (names, zipfile.ZIP_DEFLATED),
                          (shuffled, zipfile.ZIP_STORED)):  # fmt: skip
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as made:
            for name in order:
                made.writestr(name, source.read(name))
        assert set(verdicts([parts.sealed(out.getvalue())])) == {"bundle.zip"}
