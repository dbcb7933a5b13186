"""A station that forgot its password is helped by the city, with two files and a telephone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from patrol_app import i18n
from patrol_app.bootstrap import build
from patrol_app.bootstrap_recovery import answer_recovery, ask_recovery, recovery_done
from patrol_app.errors import PatrolError, UserError
from patrol_app.paths import DataPaths
from patrol_app.settings import Settings
from patrol_app.storage import vault_recovery, vault_slots
from patrol_app.storage.vault import add_recovery_slot
from tests.support.command import Command
from tests.support.folders import NOW, new_app
from tests.support.stores import FixedClock

SECRET = "correct horse battery"
NEXT = "another long password"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The least that the vault's format allows: these tests are not about the cost."""
    before = i18n.language()
    monkeypatch.setattr(vault_slots, "ARGON_T", 1)
    monkeypatch.setattr(vault_slots, "ARGON_M_KIB", 8_192)
    yield
    i18n.use(before)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[DataPaths, DataPaths, str]:
    """A city, a locked station that its recovery key opens, and that key."""
    new_app(tmp_path, "city", "DEMO00").close()
    text = (tmp_path / "DEMO00.recovery.txt").read_text(encoding="utf-8")
    identity = next(line for line in text.splitlines() if line.startswith("AGE-SECRET-KEY-1"))
    recipient = next(
        line.rpartition(" ")[2] for line in text.splitlines() if "age recipient" in line
    )
    app = new_app(tmp_path, "station", "DEMO01", person="示例管理员")
    station = DataPaths(tmp_path / "DEMO01")
    add_recovery_slot(station, [recipient], app.store.key)
    me = app.session.actor
    app.users.set_password(me, me.id, SECRET)
    app.users.require_passwords(me)
    app.close()
    return DataPaths(tmp_path / "DEMO00"), station, identity


def test_ask_answer_and_a_new_password(
    pair: tuple[DataPaths, DataPaths, str], tmp_path: Path
) -> None:
    _city, station, identity = pair
    ask, answer = tmp_path / "ask.json", tmp_path / "answer.age"
    code = ask_recovery(station, ask)
    with pytest.raises(UserError) as fault:
        answer_recovery(ask.read_bytes(), identity, "000000000000", answer)
    assert fault.value.code == "enrol.code"
    assert not answer.exists()
    assert answer_recovery(ask.read_bytes(), identity, code, answer)
    settings = Settings(tmp_path / "settings.json")
    app = build(station, settings, answer=answer.read_bytes(), clock=FixedClock(NOW))
    app.users.recover(app.session.actor.id, NEXT)
    app.close()
    recovery_done(station)
    build(station, settings, password=NEXT, clock=FixedClock(NOW)).close()
    with pytest.raises(UserError) as gone:
        build(station, settings, answer=answer.read_bytes(), clock=FixedClock(NOW))
    assert gone.value.code == "recovery.not_asked"


def test_nothing_in_the_files_opens_the_folder_for_others(
    pair: tuple[DataPaths, DataPaths, str], tmp_path: Path
) -> None:
    _city, station, identity = pair
    ask, answer = tmp_path / "ask.json", tmp_path / "answer.age"
    ask_recovery(station, ask)
    answer_recovery(ask.read_bytes(), identity, None, answer)
    ask_recovery(station, tmp_path / "later.json")  # the key of the first request is gone
    with pytest.raises(UserError) as fault:
        vault_recovery.take(station, answer.read_bytes())
    assert fault.value.code == "recovery.answer"


def test_a_changed_request_is_refused_by_name(
    pair: tuple[DataPaths, DataPaths, str], tmp_path: Path
) -> None:
    _city, station, identity = pair
    ask = tmp_path / "ask.json"
    ask_recovery(station, ask)
    raw = ask.read_bytes()
    changed = (raw[:-1], raw + b"\n", b"", b"{}", raw.replace(b'"v":1', b'"v":2'), b"\xff" * 9)
    for one in changed:
        with pytest.raises(UserError) as fault:
            answer_recovery(one, identity, None, tmp_path / "no.age")
        assert fault.value.code == "recovery.ask"
    flipped = raw.replace(b'"wrapped":"61', b'"wrapped":"62')
    assert flipped != raw
    with pytest.raises(PatrolError):
        answer_recovery(flipped, identity, None, tmp_path / "no.age")
    with pytest.raises(UserError) as fault:
        answer_recovery(raw, _identity(), None, tmp_path / "no.age")
    assert fault.value.code == "vault.identity"
    assert not (tmp_path / "no.age").exists()


def test_by_command(pair: tuple[DataPaths, DataPaths, str], tmp_path: Path) -> None:
    city, station, _identity = pair
    locked, office = Command(station.root), Command(city.root)
    ask, answer, new = tmp_path / "a.json", tmp_path / "a.age", tmp_path / "new.txt"
    new.write_text(NEXT + "\n", encoding="utf-8")
    code = locked("--json", "user", "ask-recovery", "--out", ask).document["code"]
    file = tmp_path / "DEMO00.recovery.txt"
    words = ("--json", "user", "answer-recovery", ask, "--recovery-file", file, "--out", answer)
    assert office(*words, "--code", code).document["checked"] is True
    said = locked(
        "--json", "user", "recover", "示例管理员", "--answer", answer, "--new-password-file", new
    )
    assert said.code == 0
    assert not (station.root / vault_recovery.KEY_FILE).exists()
    assert locked("--json", "list", "person", "--password-file", new).code == 0
    said = locked("--json", "user", "recover", "示例管理员", "--new-password-file", new)
    assert said.code == 2


def _identity() -> str:
    import pyrage

    return str(pyrage.x25519.Identity.generate())
