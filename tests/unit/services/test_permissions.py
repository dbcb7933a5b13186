"""Who may do what: every role against every act, from a table that stands beside the program's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from patrol_app.bootstrap import App
from patrol_app.domain.records import RECORD_TYPES
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.errors import PatrolError
from patrol_app.events import EventBus
from patrol_app.services.attachments import attach
from patrol_app.services.import_types import ImportPlan
from patrol_app.services.profiles import choose_profile
from patrol_app.services.session import RIGHTS, Actor, Session
from tests.support.folders import station_copy

FIELD = {
    "ranger",
    "crew_leader",
    "station_head",
    "county_office",
    "city_officer",
    "case_officer",
    "admin",
}
OFFICE = {"station_head", "county_office", "city_officer", "admin"}
ABOVE = {"county_office", "city_officer", "admin"}
DEVICES = {"city_officer", "admin"}
PRIVATE = {"station_head", "case_officer", "auditor", "admin"}
ROLES = tuple(term.code for term in vocabulary("role").terms)
Act = Callable[[App, Actor, Path], object]


def new(type: str, **values: Any) -> Act:
    """Write a record of ``type``."""
    return lambda app, actor, _out: app.records.new(type, values, actor)


def changed(app: App, actor: Actor, _out: Path) -> object:
    """Change, submit, delete and restore a grid: each asks."""
    grid = app.store.queries.find("grid", "001")
    assert grid is not None
    codes = set()
    for act in (
        lambda: app.records.save("grid", grid.record.id, {"name": "甲"}, None, actor),
        lambda: app.records.submit("grid", grid.record.id, actor),
        lambda: app.records.delete("grid", grid.record.id, "x", actor),
        lambda: app.records.restore("grid", grid.record.id, actor),
    ):
        codes.add(outcome(act) == "session.forbidden")
    assert len(codes) == 1
    return app.records.save("grid", grid.record.id, {"name": "乙"}, None, actor)


def as_session(act: Callable[[App, Path], object]) -> Act:
    """An act that takes the person from the session."""

    def run(app: App, actor: Actor, out: Path) -> object:
        """Let the actor act for this one deed."""
        app.session._actor = actor
        try:
            return act(app, out)
        finally:
            app.session._actor = None

    return run


def photos(app: App, actor: Actor, _out: Path) -> object:
    """Hang no photo on a pest sighting."""
    return attach(
        app.store, app.clock, app.records, app.reader, EventBus(), ("pest", "x"), [], actor
    )


def party(app: App) -> str:
    """The one party's id."""
    found = app.store.queries.find("party", "示例某某")
    assert found is not None
    return found.record.id


ACTS: dict[str, tuple[Act, set[str]]] = {
    "patrol": (new("patrol"), FIELD),
    "finding": (new("finding"), FIELD),
    "pest": (new("pest"), FIELD),
    "grazing": (new("grazing"), FIELD),
    "party": (new("party", name="某人"), FIELD),
    "drill": (new("drill"), OFFICE | {"crew_leader"}),
    "training": (new("training"), OFFICE | {"crew_leader"}),
    "physical test": (new("fitness"), OFFICE | {"crew_leader"}),
    "equipment": (
        new("equipment", name="油锯", kind="油锯", count=1, sound=1),
        OFFICE | {"crew_leader"},
    ),
    "person": (new("person", name="某人"), OFFICE),
    "grid": (new("grid", grid_no="甲"), OFFICE),
    "grid changed": (changed, OFFICE),
    "team": (new("team", name="甲队"), OFFICE),
    "template of a paper": (new("case_template", code="甲"), ABOVE),
    "role grant": (new("role_grant"), {"admin"}),
    "review as record": (new("review"), set()),
    "seal as record": (new("seal"), set()),
    "erasure as record": (new("erasure"), set()),
    "problem": (new("problem"), FIELD),
    "fire spot": (new("fire_spot"), FIELD),
    "wildlife": (new("wildlife"), FIELD),
    "tending check": (new("tending"), FIELD),
    "ledger of a type": (
        as_session(lambda a, o: a.reports.type_ledger("wildlife", None, "", "", o / "w.pdf")),
        set(ROLES),
    ),
    "problem step": (lambda a, p, _o: a.problems.step(p, "x", "NOTE"), FIELD),
    "problem ledger": (
        as_session(lambda a, o: a.problem_papers.ledger(None, "", o / "q.txt")),
        set(ROLES),
    ),
    "import read": (lambda a, p, _o: a.imports.plan([], p), FIELD),
    "import written": (lambda a, p, _o: a.imports.apply(ImportPlan(), p), FIELD),
    "photos": (photos, FIELD),
    "approve": (lambda a, p, _o: a.reviews.approve(p, "patrol", []), OFFICE),
    "give back": (lambda a, p, _o: a.reviews.give_back(p, "patrol", "x", {}), OFFICE),
    "lock": (lambda a, p, _o: a.reviews.lock(p, "patrol", []), OFFICE),
    "daily log": (
        as_session(lambda a, o: a.reports.daily_log("P0", o / "a.pdf")),
        set(ROLES),
    ),
    "export": (as_session(lambda a, o: a.exchange.export(o)), FIELD - {"case_officer"}),
    "rehearse": (as_session(lambda a, _o: a.exchange.rehearse([])), FIELD - {"case_officer"}),
    "receive": (
        as_session(lambda a, _o: a.exchange.receive([], out=None)),
        FIELD - {"case_officer"},
    ),
    "request": (as_session(lambda a, o: a.exchange.request(o)), FIELD - {"case_officer"}),
    "accept": (
        as_session(lambda a, o: a.exchange.accept(o / "none", code=None)),
        FIELD - {"case_officer"},
    ),
    "grant": (
        as_session(lambda a, o: a.exchange.grant(o / "none", o, code=None, same_unit=False)),
        ABOVE,
    ),
    "deliver": (as_session(lambda a, o: a.exchange.deliver(o)), ABOVE),
    "installer": (
        as_session(lambda a, o: a.exchange.publish_installer(o / "none", "1")),
        ABOVE,
    ),
    "revoke": (as_session(lambda a, _o: a.exchange.devices.revoke("x")), DEVICES),
    "confirm device": (as_session(lambda a, _o: a.exchange.devices.confirm("x")), DEVICES),
    "two histories": (as_session(lambda a, _o: a.exchange.devices.unfreeze("x")), DEVICES),
    "root key": (as_session(lambda a, o: a.exchange.roots.add_key(o / "k")), DEVICES),
    "root changed": (as_session(lambda a, _o: a.exchange.roots.rotate(threshold=1)), DEVICES),
    "take aside": (as_session(lambda a, _o: a.exchange.quarantine.take("x")), DEVICES),
    "reject": (as_session(lambda a, _o: a.exchange.quarantine.reject("x", note="")), DEVICES),
    "new journal": (as_session(lambda a, _o: a.exchange.begin_journal()), {"admin"}),
    "base data written": (
        lambda a, p, _o: a.datasets.publish(p, "division", "x", b"", "2026-01-01"),
        OFFICE,
    ),
    "rules written": (
        lambda a, p, _o: a.datasets.publish(p, "rules", "x", b"", "2026-01-01"),
        ABOVE,
    ),
    "base data out": (
        lambda a, p, o: a.base_export.write(p, "division", o / "x.csv"),
        set(ROLES),
    ),
    "profile": (lambda a, p, _o: choose_profile(a.store, p, ""), OFFICE),
    "recovery confirmed": (lambda a, p, _o: a.setup.confirm_recovery(p), {"admin"}),
    "personal data": (lambda a, p, _o: a.privacy.reveal(p, "party", party(a)), PRIVATE),
    "audit": (lambda a, p, _o: a.privacy.audit(p), {"auditor", "admin"}),
    "audit checked": (lambda a, p, _o: a.privacy.audit_broken(p), {"auditor", "admin"}),
    "audit cut": (lambda a, p, _o: a.privacy.audit_cut(p), {"auditor", "admin"}),
    "user added": (lambda a, p, _o: a.users.add(p, "", []), {"admin"}),
    "PIN of another": (lambda a, p, _o: a.users.set_pin(p, "x", ""), {"admin"}),
    "PIN of another off": (lambda a, p, _o: a.users.clear_pin(p, party(a)), {"admin"}),
    "password of another": (lambda a, p, _o: a.users.set_password(p, "x", ""), {"admin"}),
    "retire": (lambda a, p, _o: a.users.retire(p, "x"), {"admin"}),
    "reopen": (lambda a, p, _o: a.users.reopen(p, party(a)), {"admin"}),
    "passwords only": (lambda a, p, _o: a.users.require_passwords(p), {"admin"}),
    "backup made": (lambda a, p, o: a.backups.make(p, o / "b"), {"admin", "station_head"}),
    "backup proved": (lambda a, p, o: a.backups.prove(o / "none", p), {"admin", "station_head"}),
    "backup file": (lambda a, p, _o: a.backups.mend_file("0" * 64, p), {"admin", "station_head"}),
    "old record": (
        lambda a, p, o: a.old_records.look(p, o / "none", "finding", "x"),
        {"admin", "station_head"},
    ),
    "erase": (lambda a, p, _o: a.erasures.erase(p, "finding", "x", "x"), {"admin", "city_officer"}),
    "no passwords": (lambda a, p, _o: a.users.allow_without_password(p), {"admin"}),
}


def outcome(act: Callable[[], object]) -> str:
    """The code of the refusal, or empty."""
    try:
        act()
    except PatrolError as fault:
        return fault.code
    return ""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """One station for the whole table."""
    made = station_copy(tmp_path_factory.mktemp("rights"))
    admin = made.session.actor
    made.records.new("grid", {"grid_no": "001", "ranger_id": admin.id}, admin)
    made.records.new("party", {"name": "示例某某", "phone": "13812341234"}, admin)
    yield made
    made.close()


@pytest.mark.parametrize("name", ACTS)
def test_an_act_is_open_to_its_roles_alone(app: App, name: str, tmp_path: Path) -> None:
    act, allowed = ACTS[name]
    for role in (*ROLES, "unknown_role"):
        actor = Actor("", "", "某人", (role,))
        code = outcome(lambda actor=actor: act(app, actor, tmp_path))  # type: ignore[misc]
        assert (code != "session.forbidden") == (role in allowed), (name, role, code)


def test_every_role_has_rights_and_every_right_a_role_that_needs_it() -> None:
    assert set(RIGHTS) == set(ROLES)
    groups = {f"write:{kind.group}" for kind in RECORD_TYPES}
    given = frozenset().union(*RIGHTS.values())
    assert {right for right in given if right.startswith("write:")} <= groups
    # reviews and seals are written by their service alone, which asks for its own rights
    assert groups - given == {"write:review"}


def grant(app: App, person: str, unit: str, **values: Any) -> None:
    """A role grant as the unit ``unit`` wrote it."""
    admin = app.session.actor
    made = app.records.new("role_grant", {"person_id": person, "reason": "x", **values}, admin)
    if unit == "DEMO01":
        return
    # what another unit wrote arrives by exchange; the row stands for that here
    with app.store.begin("test") as work:
        work._connection.exec_driver_sql(  # type: ignore[attr-defined]
            "UPDATE role_grant SET unit = ? WHERE id = ?", (unit, made.record.id)
        )
        work.commit()


def test_grants_decide_over_roles(tmp_path: Path) -> None:
    app = station_copy(tmp_path)
    try:
        admin = app.session.actor
        one = app.users.add(admin, "李护林", ["ranger"])
        session = Session(app.store.queries, app.clock)
        assert session.begin(one.id).roles == ("ranger",)
        # not yet, no longer, and of a unit that does not stand above
        grant(app, one.id, "DEMO01", roles=("admin",), valid_from="2026-08-04")
        grant(app, one.id, "DEMO01", roles=("admin",), valid_to="2026-08-02")
        grant(app, one.id, "DEMO09", roles=("admin",))
        assert session.begin(one.id).roles == ("ranger",)
        # nobody above: the own unit's grants hold, together
        grant(app, one.id, "DEMO01", roles=("crew_leader",), valid_from="2026-08-03")
        grant(app, one.id, "DEMO01", roles=("case_officer",), valid_to="2026-08-03")
        assert set(session.begin(one.id).roles) == {"crew_leader", "case_officer"}
        assert app.users.one(one.id).granted
        # once a unit stands above, its word alone counts
        unit = app.store.queries.find("unit", "DEMO01")
        assert unit is not None
        app.records.save("unit", unit.record.id, {"parent_code": "DEMO00"}, None, admin)
        assert session.begin(one.id).roles == ("ranger",)
        grant(app, one.id, "DEMO00", roles=())
        assert session.begin(one.id).roles == ()
        assert not session.actor.may("write:patrol")
    finally:
        app.close()
