"""Letterless steps: numbered below their parent, added by those concerned, never changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from patrol_app.bootstrap import App
from patrol_app.domain.instant import parse_iso
from patrol_app.domain.records import record_type
from patrol_app.errors import UserError
from patrol_app.services.external import ExternalReader
from patrol_app.services.external_show import ExternalWriter
from patrol_app.services.search import search
from patrol_app.services.session import Actor
from patrol_app.services.steps import need_writer

FACTS = {
    "source": "群众举报",
    "category": "P14",
    "found_at": parse_iso("2026-08-03T09:00+08:00"),
    "place": "示例沟口",
    "description": "倾倒垃圾",
    "grade": "一般",
}


def clerk(app: App) -> Actor:
    """Somebody who may write and decide everything."""
    return replace(app.session.actor, roles=("station_head", "county_office"))


def problem(app: App, **changes: Any) -> Any:
    """A submitted problem."""
    return app.records.new("problem", {**FACTS, **changes}, clerk(app), submit=True)


def note(app: App, parent: str, text: str = "已到现场", **more: Any) -> Any:
    """A submitted note below ``parent``."""
    return app.problems.step(clerk(app), parent, "NOTE", {"text": text, **more})


def test_a_step_bears_its_parent_s_number_and_its_place(app: App) -> None:
    found = problem(app)
    number = found.record.number
    first, second = note(app, found.record.id), note(app, found.record.id, "第二次到现场")
    assert [one.record.number for one in (first, second)] == [f"{number}/1", f"{number}/2"]
    assert note(app, problem(app).record.id).record.number.endswith("-002/1")
    queries = app.store.queries
    named = queries.find("problem_step", f"{number}/2")
    assert named is not None and named.record.id == second.record.id
    shown = ExternalWriter(queries, private=False).show(second)
    assert (shown["parent"], shown["number"]) == (number, f"{number}/2")
    read = ExternalReader(queries).fields(record_type("problem_step"), shown)
    assert (read["parent_id"], read["text"]) == (found.record.id, "第二次到现场")
    assert app.store.check() == []


def test_steps_are_found_by_number_and_word(app: App) -> None:
    found = problem(app)
    note(app, found.record.id, "石灰窑旁")
    hits = search(app.store.queries, "石灰窑", clerk(app), ["problem_step"])
    assert [hit.number for hit in hits] == [f"{found.record.number}/1"]
    by_number = search(app.store.queries, f"{found.record.number}/1", clerk(app))
    assert [hit.stored.type for hit in by_number] == ["problem_step"]


def test_another_device_says_who_it_is(app: App) -> None:
    """Two levels never give one name twice."""
    found = problem(app)
    note(app, found.record.id)
    with app.store.begin("x") as work:
        own = work.queries.identity()
        work.put_identity(replace(own, device_no="02"))
        work.commit()
    beside = note(app, found.record.id)
    assert beside.record.number == f"{found.record.number}/DEMO01-02-2"


def test_a_submitted_step_stays_as_it_is(app: App) -> None:
    found = problem(app)
    step, actor = note(app, found.record.id), clerk(app)
    for act in (
        lambda: app.records.save("problem_step", step.record.id, {"text": "别的"}, None, actor),
        lambda: app.records.delete("problem_step", step.record.id, "错", actor),
        lambda: app.records.submit("problem_step", step.record.id, actor),
    ):
        with pytest.raises(UserError) as caught:
            act()
        assert caught.value.code == "step.submitted"
    draft = app.records.new("problem_step", {"parent_id": found.record.id}, actor)
    saved = app.records.save("problem_step", draft.record.id, {"text": "在写"}, None, actor)
    assert saved.record.text == "在写"  # type: ignore[attr-defined]


@pytest.mark.parametrize("parent", [None, "", "01900000-0000-7000-8000-00000000dead"])
def test_a_step_hangs_on_something(app: App, parent: str | None) -> None:
    with pytest.raises(UserError) as caught:
        app.records.new("problem_step", {"parent_id": parent}, clerk(app))
    assert caught.value.code == "step.parent"


def test_a_strange_unit_adds_nothing(app: App) -> None:
    """The home unit writes, a unit above it too, any other only where it is given to it."""
    found = problem(app).record
    kind, queries = record_type("problem_step"), app.store.queries
    need_writer(queries, kind, found)
    strange = found.edited(unit="DEMO09")
    with pytest.raises(UserError) as caught:
        need_writer(queries, kind, strange)
    assert caught.value.code == "step.writer"
    own = queries.find("unit", "DEMO01")
    assert own is not None
    need_writer(queries, kind, strange.edited(for_unit_id=own.record.id))
