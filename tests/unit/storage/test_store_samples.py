"""Frozen samples of format 1: every later version must read them byte for byte."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from patrol_app.paths import DataPaths
from patrol_app.storage.blobs import BlobStore
from patrol_app.storage.vault import (
    StoreKey,
    open_vault,
    open_with_password,
    open_with_recovery,
    slots,
)
from patrol_app.storage.vault_slots import DeviceSlot, parse_slot, unwrap_device

SAMPLES = Path(__file__).parents[2] / "data" / "format" / "1"


def keys(name: str) -> Any:
    return json.loads((SAMPLES / f"{name}.keys.json").read_text(encoding="utf-8"))


@pytest.fixture
def vault(tmp_path: Path) -> DataPaths:
    shutil.copy(SAMPLES / "vault.json", tmp_path / "vault.json")
    (tmp_path / "device.key").write_bytes(bytes.fromhex(keys("vault")["device_key"]))
    return DataPaths(tmp_path)


def test_every_slot_of_the_vault_gives_the_key(vault: DataPaths) -> None:
    known = keys("vault")
    opened = [
        open_vault(vault),
        open_with_recovery(vault, known["recovery_identity"]),
        open_with_password(vault, known["user"], known["password"]),
    ]
    assert {key.raw.hex() for key in opened} == {known["store_key"]}
    assert opened[0].database_key().hex() == known["database_key"]
    assert [slot.kind for slot in slots(vault)] == ["device", "recovery", "user"]


def test_derived_keys_do_not_change() -> None:
    known = keys("vault")
    key = StoreKey("any", bytes.fromhex(known["store_key"]))
    assert key.derive("database").hex() == known["database_key"]


def test_the_documented_way_opens_the_device_slot() -> None:
    """docs/format.md's recipe with the bare cipher, without the program's own code."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    value = json.loads((SAMPLES / "vault.json").read_bytes())
    slot = value["slots"][0]
    store_id, suite = value["store_id"], value["suite"]
    bound = (
        f'{{"slot":{{"keeper":"file","kind":"device"}},"store_id":"{store_id}","suite":"{suite}"}}'
    )
    wrapping = AESGCM(bytes.fromhex(keys("vault")["device_key"]))
    raw = wrapping.decrypt(
        bytes.fromhex(slot["nonce"]), bytes.fromhex(slot["wrapped"]), b"HL-vault-1" + bound.encode()
    )
    assert raw.hex() == keys("vault")["store_key"]
    parsed = parse_slot(slot)
    assert isinstance(parsed, DeviceSlot)
    assert unwrap_device(store_id, parsed, bytes.fromhex(keys("vault")["device_key"])) == raw


def test_blob_samples(tmp_path: Path) -> None:
    known = keys("blob")
    shutil.copytree(SAMPLES / "blob", tmp_path / "blob")
    store = BlobStore(tmp_path / "blob", bytes.fromhex(known["name_key"]), known["identity"])
    for name in ("plain", "long"):
        assert store.get(known[name]["sha256"]).decode() == known[name]["text"]
    listed = store.chunk_list(known["long"]["sha256"])
    assert listed is not None and listed.to_bytes().decode() == known["long"]["list"]
    assert len(listed.chunks) == 3
    assert store.chunk_list(known["plain"]["sha256"]) is None
