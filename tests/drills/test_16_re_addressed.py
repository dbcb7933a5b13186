"""Drill 16: a bundle for another city, or addressed anew: refused, nothing decrypted and kept."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest

from patrol_app.sync.container import SIGN_WORD, frame, open_header
from patrol_app.sync.header import make_header
from patrol_app.sync.keyring import Keyring
from tests.drills.mangling import re_headed
from tests.support.exchange import Side, World

pytestmark = pytest.mark.ci
OTHER = "DEMO90"


@pytest.fixture
def worlds(tmp_path: Path) -> Iterator[tuple[World, World, Side]]:
    """Two cities that both know one station's device; it belongs to the first."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    here, there = World.new(tmp_path / "a"), World.new(tmp_path / "b", OTHER)
    station = here.station("DEMO01")
    for device in here.city.app.store.queries.devices():
        with there.city.app.store.begin("drill") as work:
            work.put_device(device)
            work.commit()
    station.finding(description="示例")
    yield here, there, station
    here.close()
    there.close()


def refused(side: Side, path: Path, codes: set[str]) -> None:
    """The file is refused by name and leaves nothing behind."""
    before, kept = side.rows(), folder(side)
    (one,) = side.receive(path).items
    assert one.status == "refused" and one.code in codes, one
    assert side.rows() == before and folder(side) == kept
    assert side.app.store.queries.bundles_in() == []
    assert side.app.store.check() == []


def folder(side: Side) -> set[str]:
    """Files of the data folder but for the data base."""
    root = side.app.paths.root
    names = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    return {name for name in names if not name.startswith(("patrol.db", "logs"))}


def test_another_citys_bundle(worlds: tuple[World, World, Side]) -> None:
    """The signature holds and the device is known; the address is not ours."""
    _here, there, station = worlds
    (path,) = station.export().paths
    refused(there.city, path, {"bundle.not_addressed"})


def test_the_address_changed_in_the_header(worlds: tuple[World, World, Side]) -> None:
    """``to`` is signed: with another one the signature does not hold, here nor there."""
    here, there, station = worlds
    (path,) = station.export().paths
    raw = path.read_bytes()
    for to in ([OTHER], ["DEMO00", OTHER]):
        path.write_bytes(re_headed(raw, to=to))
        refused(there.city, path, {"bundle.signature"})
        refused(here.city, path, {"bundle.signature"})


def test_a_strangers_text_wrapped_anew(worlds: tuple[World, World, Side]) -> None:
    """A thief with keys of his own and the clear text: his key is unknown; under the sender's
    signature the address and ``manifest_sha256`` bind what is inside."""
    here, there, station = worlds
    (path,) = station.export().paths
    raw = path.read_bytes()
    header = open_header(io.BytesIO(raw)).header
    city = pyrage.x25519.Identity.from_str(
        Keyring(here.city.app.store.queries).import_identities()[0]
    )
    clear = pyrage.decrypt(raw[open_header(io.BytesIO(raw)).body_at :], [city])
    for_them = Keyring(there.city.app.store.queries).import_identities()[0]
    to = pyrage.x25519.Identity.from_str(for_them).to_public()
    body = pyrage.encrypt(clear, [to])
    # signed by the other city's own device: enrolled nowhere as a station of this unit
    thief = Keyring(there.city.app.store.queries).signing_key()
    held = header.model_dump(by_alias=True, exclude_none=True)
    sha = hashlib.sha256(body).hexdigest()
    made = make_header(**{**held, "to": (OTHER,), "kid": thief.kid, "ct_sha256": sha,
                          "ct_len": len(body)}).to_bytes()  # fmt: skip
    path.write_bytes(frame(made, thief.sign(SIGN_WORD + made)) + body)
    before = there.city.rows()
    (one,) = there.city.receive(path).items
    assert one.status in ("refused", "quarantined") and one.code
    assert there.city.rows() == before
