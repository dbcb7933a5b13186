"""The vault opens by its slots only, and says which part is wrong."""

import json
import stat
from pathlib import Path
from typing import Any

import pyrage
import pytest

from patrol_app.errors import EnvironmentFault, UserError
from patrol_app.paths import DataPaths
from patrol_app.storage import vault_slots
from patrol_app.storage.vault import (
    SlotInfo,
    StoreKey,
    add_device_slot,
    add_recovery_slot,
    add_user_slot,
    create_vault,
    drop_device_slot,
    drop_user_slot,
    open_vault,
    open_with_password,
    open_with_recovery,
    slots,
)

STORE = "6f1d4f6e-37ab-4c39-9b7a-8f0b5d1c2a3e"
OTHER = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def paths(tmp_path: Path) -> DataPaths:
    return DataPaths(tmp_path / "data")


def change(paths: DataPaths, **fields: Any) -> None:
    """Change fields of the vault's first slot or of the vault itself."""
    value = json.loads(paths.vault.read_bytes())
    for name, content in fields.items():
        (value if name in value else value["slots"][0])[name] = content
    paths.vault.write_text(json.dumps(value))


def test_device_slot_round_trip(paths: DataPaths) -> None:
    key = create_vault(paths, STORE)
    assert open_vault(paths) == key
    assert len(key.raw) == 32
    assert slots(paths) == [SlotInfo("device", "file")]
    assert stat.S_IMODE(paths.device_key.stat().st_mode) == 0o600
    assert stat.S_IMODE(paths.root.stat().st_mode) == 0o700


def test_the_folder_may_move_and_permissions_are_tightened(paths: DataPaths) -> None:
    key = create_vault(paths, STORE)
    moved = DataPaths(paths.root.with_name("moved"))
    paths.root.rename(moved.root)
    moved.device_key.chmod(0o644)
    assert open_vault(moved) == key
    assert stat.S_IMODE(moved.device_key.stat().st_mode) == 0o600


def test_key_is_not_shown_and_derives_by_label(paths: DataPaths) -> None:
    key = create_vault(paths, STORE)
    assert key.raw.hex() not in repr(key) and repr(key.raw) not in f"{key!r} {key!s}"
    assert key.database_key() == key.derive("database") != key.derive("other")
    assert key.database_key() != key.raw
    assert key != StoreKey(STORE, bytes(32))


def test_second_vault_is_refused(paths: DataPaths) -> None:
    create_vault(paths, STORE)
    with pytest.raises(EnvironmentFault, match=r"vault\.exists"):
        create_vault(paths, STORE)


def test_no_new_key_for_an_old_store(paths: DataPaths) -> None:
    paths.root.mkdir()
    paths.store.write_bytes(b"old")
    with pytest.raises(EnvironmentFault, match=r"vault\.lost"):
        create_vault(paths, STORE)


@pytest.mark.parametrize("content", [b"", bytes(31), bytes(32)])
def test_wrong_device_key(paths: DataPaths, content: bytes) -> None:
    create_vault(paths, STORE)
    paths.device_key.write_bytes(content)
    with pytest.raises(EnvironmentFault, match=r"vault\.device_key"):
        open_vault(paths)


def test_missing_files(paths: DataPaths) -> None:
    with pytest.raises(EnvironmentFault, match=r"vault\.missing"):
        open_vault(paths)
    create_vault(paths, STORE)
    paths.device_key.unlink()
    with pytest.raises(EnvironmentFault, match=r"vault\.device_key"):
        open_vault(paths)


def test_a_slot_is_bound_to_its_store(paths: DataPaths) -> None:
    identity = pyrage.x25519.Identity.generate()
    create_vault(paths, STORE)
    add_recovery_slot(paths, [str(identity.to_public())])
    change(paths, store_id=OTHER)
    with pytest.raises(EnvironmentFault, match=r"vault\.device_key"):
        open_vault(paths)
    with pytest.raises(EnvironmentFault, match=r"vault\.damaged"):
        open_with_recovery(paths, str(identity))


def test_every_flipped_character_of_the_wrapped_key(paths: DataPaths) -> None:
    create_vault(paths, STORE)
    whole = json.loads(paths.vault.read_bytes())["slots"][0]["wrapped"]
    for index in range(0, len(whole), 7):
        other = whole[:index] + ("0" if whole[index] != "0" else "1") + whole[index + 1 :]
        change(paths, wrapped=other)
        with pytest.raises(EnvironmentFault, match=r"vault\.device_key"):
            open_vault(paths)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"v": 2}, "vault.newer"),
        ({"suite": "sm4"}, "vault.newer"),
        ({"v": "1"}, "vault.damaged"),
        ({"slots": {}}, "vault.damaged"),
        ({"slots": [1]}, "vault.damaged"),
        ({"nonce": "zz"}, "vault.damaged"),
        ({"extra": 1}, "vault.damaged"),
        ({"slots": []}, "vault.password"),
    ],
)
def test_tampered_vault(paths: DataPaths, fields: dict[str, Any], code: str) -> None:
    create_vault(paths, STORE)
    change(paths, **fields)
    with pytest.raises((EnvironmentFault, UserError)) as caught:
        open_vault(paths)
    assert caught.value.code == code


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'{"v":1,"v":1}', b"x" * 300_000])
def test_garbage_vault(paths: DataPaths, raw: bytes) -> None:
    create_vault(paths, STORE)
    paths.vault.write_bytes(raw)
    with pytest.raises(EnvironmentFault, match=r"vault\.damaged"):
        open_vault(paths)


def test_recovery_slot(paths: DataPaths) -> None:
    city, escrow, stranger = (pyrage.x25519.Identity.generate() for _ in range(3))
    key = create_vault(paths, STORE)
    with pytest.raises(UserError, match=r"vault\.no_recovery"):
        open_with_recovery(paths, str(city))
    recipients = [str(city.to_public()), str(escrow.to_public())]
    add_recovery_slot(paths, recipients)
    paths.device_key.unlink()
    for identity in (city, escrow):
        assert open_with_recovery(paths, f"{identity}\n") == key
    for wrong in (str(stranger), "AGE-SECRET-KEY-1NO", ""):
        with pytest.raises(UserError, match=r"vault\.identity"):
            open_with_recovery(paths, wrong)
    assert slots(paths)[1] == SlotInfo("recovery", " ".join(recipients))


def test_new_recovery_recipients_replace_the_old(paths: DataPaths) -> None:
    old, new = (pyrage.x25519.Identity.generate() for _ in range(2))
    key = create_vault(paths, STORE)
    add_recovery_slot(paths, [str(old.to_public())])
    add_recovery_slot(paths, [str(new.to_public())])
    assert [slot.kind for slot in slots(paths)] == ["device", "recovery"]
    assert open_with_recovery(paths, str(new)) == key
    with pytest.raises(UserError, match=r"vault\.identity"):
        open_with_recovery(paths, str(old))
    for wrong in ([], ["age1nonsense"]):
        with pytest.raises(UserError, match=r"vault\.recipient"):
            add_recovery_slot(paths, wrong)


def test_user_slot(paths: DataPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault_slots, "ARGON_M_KIB", 8_192)
    key = create_vault(paths, STORE)
    add_user_slot(paths, key, "person-1", "巡护口令一二三四五六é")
    assert open_with_password(paths, "person-1", "巡护口令一二三四五六e\u0301") == key
    for user, password in (
        ("person-1", "巡护口令一二三四五六"),
        ("person-2", "巡护口令一二三四五六é"),
    ):
        with pytest.raises(UserError, match=r"password\.wrong"):
            open_with_password(paths, user, password)
    with pytest.raises(UserError, match=r"password\.short"):
        add_user_slot(paths, key, "person-1", "123456789")
    add_user_slot(paths, key, "person-1", "another password")
    assert [slot.kind for slot in slots(paths)] == ["device", "user"]
    monkeypatch.undo()
    made = json.loads(paths.vault.read_bytes())["slots"][1]
    slot = vault_slots.parse_slot(made)
    assert isinstance(slot, vault_slots.UserSlot) and slot.outdated()


def test_cost_parameters_are_bounded_and_bound(
    paths: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault_slots, "ARGON_M_KIB", 8_192)
    key = create_vault(paths, STORE)
    add_user_slot(paths, key, "p", "long enough one")
    value = json.loads(paths.vault.read_bytes())
    value["slots"] = value["slots"][1:]
    paths.vault.write_text(json.dumps(value))
    change(paths, m_kib=2**31)
    with pytest.raises(EnvironmentFault, match=r"vault\.damaged"):
        open_with_password(paths, "p", "long enough one")


def test_a_later_programs_slot_is_kept(paths: DataPaths) -> None:
    create_vault(paths, STORE)
    value = json.loads(paths.vault.read_bytes())
    value["slots"].append({"kind": "token", "serial": 7})
    paths.vault.write_text(json.dumps(value))
    add_recovery_slot(paths, [str(pyrage.x25519.Identity.generate().to_public())])
    assert {"kind": "token", "serial": 7} in json.loads(paths.vault.read_bytes())["slots"]
    assert SlotInfo("token", "") in slots(paths)


def test_the_device_slot_goes_only_when_a_password_is_left(paths: DataPaths) -> None:
    key = create_vault(paths, STORE)
    with pytest.raises(UserError) as fault:
        drop_device_slot(paths)
    assert fault.value.code == "vault.last_door"
    assert open_vault(paths) == key
    add_user_slot(paths, key, "p", "long enough one")
    drop_device_slot(paths)
    assert not paths.device_key.exists()
    with pytest.raises(UserError):
        open_vault(paths)
    recipient = str(pyrage.x25519.Identity.generate().to_public())
    add_recovery_slot(paths, [recipient], key)
    other = StoreKey(OTHER, key.raw)
    for act in (
        lambda: add_device_slot(paths, other),
        lambda: add_recovery_slot(paths, [recipient], other),
    ):
        with pytest.raises(EnvironmentFault) as damaged:
            act()
        assert damaged.value.code == "vault.damaged"
    add_device_slot(paths, key)
    assert open_vault(paths) == key
    drop_user_slot(paths, "p")
    drop_user_slot(paths, "nobody")
    assert {slot.kind for slot in slots(paths)} == {"device", "recovery"}
