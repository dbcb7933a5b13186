"""PINs, passwords, switching and retirement, on the real store with a clock that tests own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from patrol_app.bootstrap import App
from patrol_app.errors import UserError
from patrol_app.services.session import Actor
from patrol_app.services.users import PIN_TRIES
from patrol_app.storage import vault_slots
from tests.support.folders import station_copy

SECRET = "correct horse battery"
NEXT = "another long password"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """The least that the vault's format allows: these tests are not about the cost."""
    monkeypatch.setattr(vault_slots, "ARGON_T", 1)
    monkeypatch.setattr(vault_slots, "ARGON_M_KIB", 8_192)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """A station."""
    made = station_copy(tmp_path)
    yield made
    made.close()


def code(fault: pytest.ExceptionInfo[UserError]) -> str:
    """The code of what was refused."""
    return fault.value.code


def ranger(app: App) -> str:
    """A new ranger's id."""
    return app.users.add(app.session.actor, "李护林", ["ranger"]).id


def advance(app: App, ms: int) -> None:
    """Let time pass."""
    app.clock.now += ms  # type: ignore[attr-defined]


def test_only_those_who_look_after_users_may_change_others(app: App) -> None:
    admin, other = app.session.actor, ranger(app)
    actor = app.users.use_freely(other)
    assert actor.roles == ("ranger",)
    for act in (
        lambda: app.users.add(actor, "王五", []),
        lambda: app.users.set_pin(actor, admin.id, "4821"),
        lambda: app.users.clear_pin(actor, admin.id),
        lambda: app.users.set_password(actor, admin.id, SECRET),
        lambda: app.users.retire(actor, admin.id),
        lambda: app.users.reopen(actor, admin.id),
        lambda: app.users.require_passwords(actor),
        lambda: app.users.allow_without_password(actor),
    ):
        with pytest.raises(UserError) as fault:
            act()
        assert code(fault) == "session.forbidden"
    app.users.set_pin(actor, other, "4821")
    assert app.users.one(other).asks == "pin"


@pytest.mark.parametrize("pin", ["123", "1234567", "12a4", "", "１２３４", "1111", "1234", "9876"])
def test_a_pin_has_four_to_six_digits_and_is_no_row(app: App, pin: str) -> None:
    with pytest.raises(UserError) as fault:
        app.users.set_pin(app.session.actor, app.session.actor.id, pin)
    assert code(fault) in ("pin.form", "pin.weak")


def test_a_pin_switches_and_five_wrong_ones_ask_for_the_password(app: App) -> None:
    admin, other = app.session.actor, ranger(app)
    app.users.set_pin(admin, other, "482136")
    app.users.set_password(admin, other, SECRET)
    assert app.users.use_pin(other, "482136").id == other
    for turn in range(PIN_TRIES):
        with pytest.raises(UserError) as fault:
            app.users.use_pin(other, "000000")
        assert code(fault) == ("pin.spent" if turn == PIN_TRIES - 1 else "pin.wrong")
    with pytest.raises(UserError) as fault:
        app.users.use_pin(other, "482136")
    assert code(fault) == "pin.spent"
    assert app.users.one(other).asks == "password"
    assert app.users.use_password(other, SECRET).id == other
    assert app.users.use_pin(other, "482136").id == other


def test_without_a_password_wrong_pins_only_wait(app: App) -> None:
    admin, other = app.session.actor, ranger(app)
    app.users.set_pin(admin, other, "4821")
    for _turn in range(PIN_TRIES):
        with pytest.raises(UserError):
            app.users.use_pin(other, "0000")
    with pytest.raises(UserError) as fault:
        app.users.use_pin(other, "4821")
    assert code(fault) == "password.wait"
    assert fault.value.params["seconds"] == 15
    advance(app, 15_000)
    assert app.users.use_pin(other, "4821").id == other


def test_fifty_wrong_passwords_slow_down_and_never_lock_out(app: App) -> None:
    me = app.session.actor
    app.users.set_password(me, me.id, SECRET)
    waits = []
    for _turn in range(50):
        with pytest.raises(UserError) as fault:
            app.users.use_password(me.id, "not the password")
        if code(fault) == "password.wait":
            seconds = fault.value.params["seconds"]
            waits.append(seconds)
            advance(app, seconds * 1000)
    assert waits[:4] == [15, 30, 60, 120]
    assert max(waits) == 900
    advance(app, 900_000)
    assert app.users.use_password(me.id, SECRET).id == me.id


def test_a_clock_that_went_back_makes_nobody_wait_for_years(app: App) -> None:
    me = app.session.actor
    app.users.set_password(me, me.id, SECRET)
    advance(app, 31 * 365 * 86_400_000)
    for _turn in range(5):
        with pytest.raises(UserError):
            app.users.use_password(me.id, "not the password")
    advance(app, -31 * 365 * 86_400_000)
    with pytest.raises(UserError) as fault:
        app.users.use_password(me.id, SECRET)
    assert fault.value.params["seconds"] == 15
    advance(app, 15_000)
    assert app.users.use_password(me.id, SECRET).id == me.id


def test_the_own_password_is_changed_by_the_old_one(app: App) -> None:
    me = app.session.actor
    app.users.set_password(me, me.id, SECRET)
    with pytest.raises(UserError) as fault:
        app.users.set_password(me, me.id, NEXT, "wrong old one")
    assert code(fault) == "password.wrong"
    with pytest.raises(UserError) as fault:
        app.users.set_password(me, me.id, "short", SECRET)
    assert code(fault) == "password.short"
    app.users.set_password(me, me.id, NEXT, SECRET)
    assert app.users.use_password(me.id, NEXT).id == me.id


def test_who_has_a_secret_is_not_switched_to_freely(app: App) -> None:
    admin, other = app.session.actor, ranger(app)
    app.users.set_pin(admin, other, "4821")
    with pytest.raises(UserError) as fault:
        app.users.use_freely(other)
    assert code(fault) == "users.secret"
    app.users.clear_pin(admin, other)
    assert app.users.use_freely(other).id == other


def test_passwords_only_needs_an_administrator_and_the_recovery_key(app: App) -> None:
    admin, other = app.session.actor, ranger(app)
    app.users.set_password(admin, other, SECRET)
    with pytest.raises(UserError) as fault:
        app.users.require_passwords(admin)
    assert code(fault) == "users.no_admin"
    app.users.set_password(admin, admin.id, SECRET)
    with pytest.raises(UserError) as fault:
        app.users.require_passwords(admin)
    assert code(fault) == "users.no_recovery"
    assert app.users.doors().device


def test_a_retired_person_may_not_act_and_keeps_what_he_wrote(app: App) -> None:
    admin, other = app.session.actor, ranger(app)
    app.users.set_password(admin, other, SECRET)
    app.users.set_pin(admin, other, "4821")
    app.users.retire(admin, other)
    assert other not in app.users.doors().people
    for act in (
        lambda: app.users.use_pin(other, "4821"),
        lambda: app.users.use_password(other, SECRET),
        lambda: app.users.use_freely(other),
        lambda: app.session.begin(other),
    ):
        with pytest.raises(UserError) as fault:
            act()
        assert code(fault) == "session.closed"
    assert other not in {one.id for one in app.users.list()}
    assert other in {one.id for one in app.users.list(retired=True)}
    assert app.records.get("person", other).record.name == "李护林"  # type: ignore[attr-defined]
    app.users.reopen(admin, other)
    assert app.users.use_freely(other).id == other
    with pytest.raises(UserError) as fault:
        app.users.retire(admin, admin.id)
    assert code(fault) == "users.self"


def test_who_left_may_not_act(app: App) -> None:
    admin, other = app.session.actor, ranger(app)
    app.records.save("person", other, {"left_on": "2026-08-02"}, None, admin)
    with pytest.raises(UserError) as fault:
        app.users.use_freely(other)
    assert code(fault) == "session.closed"


def test_what_was_done_stands_in_the_audit_without_names(app: App) -> None:
    admin, other = app.session.actor, ranger(app)
    app.users.set_pin(admin, other, "4821")
    with pytest.raises(UserError):
        app.users.use_pin(other, "0000")
    app.users.use_pin(other, "4821")
    rows = app.privacy.audit(admin)
    assert [row.what for row in rows[:3]] == ["user.login", "user.pin_wrong", "user.pin"]
    assert rows[0].who == "李护林"
    told = app.store.queries.audit_rows()
    assert "李护林" not in repr(told)
    # word by word: four digits stand in an id now and then
    assert not [row for row in told if "4821" in map(str, row.detail.values())]
    assert app.privacy.audit_broken(admin) == []
    with pytest.raises(UserError) as fault:
        app.privacy.audit(app.session.actor)
    assert code(fault) == "session.forbidden"


def test_the_door_shows_no_whole_name_and_the_folder_no_secret(app: App) -> None:
    me = app.session.actor
    app.users.set_password(me, me.id, SECRET)
    app.users.set_pin(me, me.id, "482136")
    for path in app.paths.root.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        for canary in (me.name, SECRET, "482136", "$argon2"):
            assert canary.encode() not in data, (path.name, canary)


def test_roles_are_given_only_by_those_who_hold_them(app: App) -> None:
    admin = app.session.actor
    head = app.users.add(admin, "示例站长", ["station_head"])
    actor = Actor(head.id, head.number, head.name, head.roles)
    made = app.records.new("person", {"name": "王护林", "roles": ("ranger",)}, actor)
    for change in (
        lambda: app.records.new("person", {"name": "赵某", "roles": ("admin",)}, actor),
        lambda: app.records.save("person", head.id, {"roles": ("admin",)}, None, actor),
        lambda: app.records.save("person", admin.id, {"roles": ("ranger",)}, None, actor),
        lambda: app.records.delete("person", admin.id, "x", actor),
    ):
        with pytest.raises(UserError) as fault:
            change()
        assert code(fault) == "session.roles"
    app.records.save("person", made.record.id, {"roles": ("ranger", "crew_leader")}, None, actor)
    app.records.save("person", admin.id, {"duty": "内勤"}, None, actor)
