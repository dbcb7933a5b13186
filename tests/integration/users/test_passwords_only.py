"""A folder whose device slot is gone opens by password only, in every way there is."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from patrol_app import i18n
from patrol_app.bootstrap import App, build, door
from patrol_app.errors import EnvironmentFault, UserError
from patrol_app.paths import DataPaths
from patrol_app.settings import Settings
from patrol_app.storage import vault_slots
from patrol_app.storage.vault import open_vault, open_with_recovery
from tests.support.command import Command, Said
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
def city(tmp_path: Path) -> DataPaths:
    """A city whose administrator has a password and whose device slot is gone."""
    app = new_app(tmp_path, "city", "DEMO00", person="示例管理员")
    me = app.session.actor
    app.users.set_password(me, me.id, SECRET)
    app.users.require_passwords(me)
    app.close()
    return DataPaths(tmp_path / "DEMO00")


def reopened(paths: DataPaths, clock: FixedClock, user: str = "", word: str = SECRET) -> App:
    """Open with a password."""
    settings = Settings(paths.root.parent / "settings.json")
    return build(paths, settings, user=user, password=word, clock=clock)


def refused(paths: DataPaths, clock: FixedClock, word: str) -> UserError:
    """What a wrong password says."""
    with pytest.raises(UserError) as fault:
        reopened(paths, clock, word=word)
    return fault.value


def test_only_a_password_or_the_recovery_key_opens(city: DataPaths) -> None:
    assert not city.device_key.exists()
    with pytest.raises(UserError) as fault:
        open_vault(city)
    assert fault.value.code == "vault.password"
    offered = door(city)
    assert offered is not None
    assert [one.label for one in offered] == ["示＊＊＊＊"]
    app = reopened(city, FixedClock(NOW))
    assert app.proved
    assert app.session.actor.name == "示例管理员"
    key = app.store.key
    rows = app.privacy.audit(app.session.actor, limit=1)
    assert (rows[0].what, rows[0].detail["by"]) == ("user.login", "password")
    app.close()
    text = (city.root.parent / "DEMO00.recovery.txt").read_text(encoding="utf-8")
    identity = next(line for line in text.splitlines() if line.startswith("AGE-SECRET-KEY-1"))
    assert open_with_recovery(city, identity) == key


@pytest.mark.parametrize("user", ["", "示例管理员", "示＊＊＊＊"])
def test_a_person_is_named_by_number_name_or_not_at_all(city: DataPaths, user: str) -> None:
    app = reopened(city, FixedClock(NOW), user)
    number = app.session.actor.number
    app.close()
    app = reopened(city, FixedClock(NOW), number)
    app.close()
    with pytest.raises(UserError) as fault:
        reopened(city, FixedClock(NOW), "N0")
    assert fault.value.code == "vault.user"


def test_wrong_passwords_wait_also_after_a_restart(city: DataPaths) -> None:
    clock = FixedClock(NOW)
    for _turn in range(5):
        assert refused(city, clock, "not the password").code == "password.wrong"
    assert refused(city, FixedClock(NOW), SECRET).code == "password.wait"
    clock.now += 14_999
    assert refused(city, clock, SECRET).params["seconds"] == 1
    clock.now += 1
    app = reopened(city, clock)
    assert app.privacy.audit(app.session.actor, limit=1)[0].detail["wrong"] == 5
    app.close()
    reopened(city, clock).close()


def test_a_damaged_login_file_only_forgets_the_names(city: DataPaths) -> None:
    for content in (b"", b"{", b'{"v":1,"users":[{"id":5}]}', b"[]", b"\xff\xfe"):
        city.login.write_bytes(content)
        found = door(city)
        assert found is not None
        assert [one.label for one in found] == [""]
        reopened(city, FixedClock(NOW)).close()


def test_nobody_else_than_the_last_administrator_may_be_left(city: DataPaths) -> None:
    app = reopened(city, FixedClock(NOW))
    me = app.session.actor
    other = app.users.add(me, "另一管理员", ["admin"], NEXT)
    app.users.retire(me, other.id)
    assert app.users.doors().people == {me.id}
    again = app.users.add(me, "第三管理员", ["admin"], NEXT)
    third = app.users.use_password(again.id, NEXT)
    app.users.retire(third, me.id)
    with pytest.raises(UserError) as fault:
        app.users.use_freely(me.id)
    assert fault.value.code == "session.closed"
    app.users.reopen(third, me.id)
    app.users.allow_without_password(third)
    app.close()
    app = build(city, Settings(city.root.parent / "s.json"), clock=FixedClock(NOW))
    assert app.session.actor.id == third.id
    app.close()


def test_older_cost_is_renewed_when_the_person_comes(
    city: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault_slots, "ARGON_T", 2)
    reopened(city, FixedClock(NOW)).close()
    slots = json.loads(city.vault.read_bytes())["slots"]
    assert [slot["t"] for slot in slots if slot["kind"] == "user"] == [2]
    reopened(city, FixedClock(NOW)).close()


def test_the_files_of_a_lost_laptop_tell_nothing(city: DataPaths) -> None:
    app = reopened(city, FixedClock(NOW))
    me = app.session.actor
    party = {"name": "金丝雀某某", "id_number": "140925199001010018", "phone": "13812341234"}
    stored = app.records.new("party", party, me)
    app.users.set_pin(me, me.id, "482136")
    app.privacy.reveal(me, "party", stored.record.id)
    app.close()
    for path in city.root.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        for canary in (*party.values(), "金丝雀", "示例管理员", SECRET, "482136"):
            assert canary.encode() not in data, path.name
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(city.store).execute("SELECT count(*) FROM person").fetchone()


def say(folder: DataPaths, *words: object) -> Said:
    """One command on the folder."""
    return Command(folder.root)("--json", *words)


def test_the_command_line_takes_user_and_password_file(
    city: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = city.root.parent / "secret.txt"
    file.write_text(SECRET + "\n", encoding="utf-8")
    wrong = city.root.parent / "wrong.txt"
    wrong.write_text("not the password\n", encoding="utf-8")
    said = say(city, "list", "person")
    assert (said.code, said.error["code"]) == (1, "vault.password")
    said = say(city, "list", "person", "--password-file", wrong)
    assert (said.code, said.error["code"]) == (1, "password.wrong")
    assert say(city, "list", "person", "--password-file", file, "--user", "示例管理员").code == 0
    monkeypatch.setenv("PATROL_PASSWORD_FILE", str(file))
    assert say(city, "list", "person").code == 0
    assert say(city, "check").document["ok"]


def test_a_forgotten_password_is_set_anew_by_the_recovery_file(city: DataPaths) -> None:
    new = city.root.parent / "new.txt"
    new.write_text(NEXT + "\n", encoding="utf-8")
    file = city.root.parent / "DEMO00.recovery.txt"
    words = ("user", "recover", "示例管理员", "--new-password-file", new, "--recovery-file")
    said = say(city, *words, new)
    assert (said.code, said.error["code"]) == (1, "vault.identity")
    assert say(city, *words, file).code == 0
    assert refused(city, FixedClock(NOW), SECRET).code == "password.wrong"
    app = reopened(city, FixedClock(NOW), word=NEXT)
    rows = app.privacy.audit(app.session.actor, limit=2)
    assert [row.what for row in rows] == ["user.login", "user.recovered"]
    app.close()


def test_users_by_command(tmp_path: Path) -> None:
    station = Command(tmp_path / "station")
    station.json("init", "--role", "station", "--unit", "DEMO01", "--name", "示例站")
    pin, new = tmp_path / "pin.txt", tmp_path / "new.txt"
    pin.write_text("482136\n", encoding="utf-8")
    new.write_text(SECRET + "\n", encoding="utf-8")
    one = station.json("user", "add", "李护林", "--role", "护林员", "--role", "crew_leader")
    number = one["items"][0]["number"]
    assert one["items"][0]["roles"] == ["ranger", "crew_leader"]
    said = station("--json", "user", "add", "王某", "--role", "king")
    assert (said.code, said.error["code"]) == (1, "user.role")
    assert station.json("user", "pin", number, "--new-pin-file", pin)["items"][0]["pin"]
    assert not station.json("user", "pin", number, "--clear")["items"][0]["pin"]
    assert station("--json", "user", "pin", number).code == 2
    made = station.json("user", "password", number, "--new-password-file", new)
    assert made["items"][0]["password"]
    said = station("--json", "user", "password", number, "--new-password-file", pin)
    assert (said.code, said.error["code"]) == (1, "password.short")
    listed = station.json("user", "list")
    assert (listed["total"], listed["password_needed"]) == (2, False)
    said = station("--json", "user", "require-password", "--yes")
    assert (said.code, said.error["code"]) == (1, "users.no_admin")
    assert station("--json", "user", "require-password").code == 2
    said = station("--json", "--user", number, "user", "add", "赵某")
    assert (said.code, said.error["code"]) == (1, "session.forbidden")
    assert station.json("user", "retire", number)["items"][0]["retired"]
    said = station("--json", "--user", number, "list", "person")
    assert (said.code, said.error["code"]) == (1, "session.closed")
    assert not station.json("user", "retire", number, "--undo")["items"][0]["retired"]
    rows = station.json("audit", "list", "--limit", "3")["items"]
    assert [row["what"] for row in rows] == ["user.reopen", "user.retire", "user.password"]
    assert station.json("audit", "verify")["ok"]
    said = station("--json", "--user", number, "audit", "list")
    assert (said.code, said.error["code"]) == (1, "session.forbidden")


def test_show_masks_or_notes(tmp_path: Path) -> None:
    station = Command(tmp_path / "station")
    station.json("init", "--role", "station", "--unit", "DEMO01", "--name", "示例站")
    number = station.add("person", {"name": "李护林", "roles": ["ranger"], "phone": "13812341234"})
    assert station.json("show", "person", number)["phone"] == "13812341234"
    assert station.json("audit", "list", "--limit", "1")["items"][0]["what"] == "private.view"
    seen = Command(tmp_path / "station")("--json", "--user", number, "show", "person", number)
    assert seen.document["phone"] == "138****1234"
    said = station("--json", "--user", number, "list", "person", "--where", "phone=13812341234")
    assert (said.code, said.error["code"]) == (1, "session.forbidden")
    rows = station.json("audit", "list")["items"]
    assert sum(row["what"] == "private.view" for row in rows) == 1
    log = (tmp_path / "station" / "log").glob("*.log")
    assert all("李护林" not in path.read_text(encoding="utf-8") for path in log)


def test_a_missing_vault_is_told(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault) as fault:
        door(DataPaths(tmp_path))
    assert fault.value.code == "vault.missing"
