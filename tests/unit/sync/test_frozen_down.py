"""What went down in format 1, and the word that answers it: read by every later version."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

import pytest

from patrol_app.sync.down_body import journals, read_body
from patrol_app.sync.inner import Inner
from patrol_app.sync.manifest import PAPERS
from patrol_app.sync.paper_files import holds, read_papers
from patrol_app.sync.reading import open_inner, open_verified
from patrol_app.sync.receipt_file import read_receipt
from tests.unit.sync.fixed import (
    BLOBS,
    CITY,
    CITY_KEYS,
    DEVICE,
    LINES,
    RECOVERY,
    SAMPLES,
    STATION,
    root,
)
from tests.unit.sync.freeze_down import (
    BASE_BODY,
    BODY,
    CITY_LINES,
    NAMES,
    SUMS,
    WORD,
    freeze,
    papers,
)

SENDERS = {p.key.kid: p.key.public for p in (DEVICE, CITY_KEYS)}


def opened(name: str, readers: str | tuple[str, ...], kind: str, identity: str) -> Inner:
    stream = io.BytesIO((SAMPLES / name).read_bytes())
    verified = open_verified(stream, readers, (kind,), SENDERS.get)
    return open_inner(stream, verified, [identity], io.BytesIO())


def test_no_sample_was_touched_nor_is_written_over(tmp_path: Path) -> None:
    sums = json.loads((SAMPLES / SUMS).read_text("utf-8"))
    assert tuple(sums) == NAMES
    for name, expected in sums.items():
        assert hashlib.sha256((SAMPLES / name).read_bytes()).hexdigest() == expected, name
    with pytest.raises(FileExistsError):
        freeze()
    freeze(tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == {*sums, SUMS}


@pytest.mark.parametrize("identity", [DEVICE.identity, RECOVERY.identity])
def test_bundle_down(identity: str) -> None:
    inner = opened("bundle-down.hlb", STATION, "down", identity)
    assert read_body(inner) == BODY
    found = {one.stream: lines for one, lines in journals(BODY, inner)}
    own, city = (found[one.stream] for one in BODY.streams)
    assert own == [(4, LINES[3]), (5, LINES[4])]
    assert city == list(zip((2, 3, 7), CITY_LINES, strict=True))
    assert b"".join(inner.blob(inner.blobs()[0])) == BLOBS[1]
    assert read_papers(inner.document(PAPERS)) == papers(installer=False)


def test_base_data_and_its_installer() -> None:
    inner = opened("bundle-base.hlb", (STATION, CITY), "base", DEVICE.identity)
    assert read_body(inner) == BASE_BODY
    assert [raw for _one, lines in journals(BASE_BODY, inner) for _seq, raw in lines] == CITY_LINES
    held = read_papers(inner.document(PAPERS))
    assert held.installer is not None and holds(held.installer, root())
    assert held.installer.installer.sha256 == inner.blobs()[0]


def test_the_word_of_a_device() -> None:
    stream = io.BytesIO((SAMPLES / "receipt-up.hlb").read_bytes())
    held = read_receipt(stream, CITY, SENDERS.get, [CITY_KEYS.identity], io.BytesIO())
    assert held.receipt == WORD
