"""Rules, words and working days edited on a real folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from patrol_app.bootstrap import App
from patrol_app.domain.setting import RuleValue
from patrol_app.domain.term import Term
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.errors import UserError
from patrol_app.services.calendar_desk import CalendarDesk
from patrol_app.services.rule_desk import RuleDesk
from patrol_app.services.rules import rule_book
from patrol_app.services.session import Actor
from patrol_app.services.word_desk import WordDesk, editable
from patrol_app.services.working_days import Day, due_after, is_working
from tests.support.folders import station_copy

RANGER = Actor("018f0000-0000-7000-8000-0000000000aa", "N1", "示例护林员", ("ranger",))


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    made = station_copy(tmp_path_factory.mktemp("desks"), "示例站长")
    yield made
    made.store.close()


def test_a_changed_rule_stands_and_goes_back(app: App) -> None:
    desk, actor = RuleDesk(app.store, app.clock, app.datasets), app.session.actor
    shipped = next(one for one in desk.lines() if one.row.key == "patrol.valid.len_m")
    assert shipped.origin == "program" and shipped.row.unverified
    desk.save(actor, [replace(shipped.row, value=2500)])
    desk.save(actor, [RuleValue("patrol.valid.min", 45, "min", valid_from="2026-01-01")])
    own = {one.row.value: one for one in desk.lines() if one.origin == "own"}
    assert set(own) == {2500, 45}
    assert own[2500].shipped == shipped.row and own[45].shipped is None
    book = rule_book(app.store.queries)
    assert [book.find("patrol.valid.min", day).value for day in ("2025-12-31", "2026-01-01")] == [  # type: ignore[union-attr]
        60,
        45,
    ]
    desk.restore(actor, own[2500].row)
    assert rule_book(app.store.queries).find("patrol.valid.len_m") == shipped.row
    with pytest.raises(UserError) as refused:
        desk.restore(actor, shipped.row)
    assert refused.value.code == "rule.shipped"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"confidence": "V"}, "source"),
        ({"valid_from": "2026-02-30"}, "valid_from"),
        ({"valid_from": ""}, "valid_from"),
        ({"valid_to": "1999-01-01"}, "valid_to"),
        ({"key": "two words"}, "key"),
        ({"source": "x" * 201}, "source"),
    ],
)
def test_a_misleading_rule_is_refused(app: App, change: dict[str, str], field: str) -> None:
    desk = RuleDesk(app.store, app.clock, app.datasets)
    row = replace(RuleValue("patrol.valid.min", 1, "min"), **change)  # type: ignore[arg-type]
    with pytest.raises(UserError) as refused:
        desk.save(app.session.actor, [row])
    assert refused.value.field == field


def test_a_ranger_changes_no_base_data(app: App) -> None:
    for act in (
        lambda: RuleDesk(app.store, app.clock, app.datasets).save(RANGER, [RuleValue("a", 1)]),
        lambda: WordDesk(app.store, app.clock, app.datasets).put(
            RANGER, "weather", Term("雹", "冰雹", "")
        ),
        lambda: CalendarDesk(app.store, app.clock, app.datasets).fill(RANGER, 2026),
    ):
        with pytest.raises(UserError) as refused:
            act()
        assert refused.value.code == "session.forbidden"


def test_a_word_is_added_renamed_and_retired(app: App) -> None:
    desk, actor = WordDesk(app.store, app.clock, app.datasets), app.session.actor
    before = [term.code for term in vocabulary("weather").terms]
    desk.put(actor, "weather", Term("雹", "冰雹", "Hail"))
    assert [one.code for one in vocabulary("weather").terms] == [*before, "雹"]
    desk.put(actor, "weather", Term("雹", "冰雹", "Hail", retired=True))
    last = desk.lines("weather")[-1]
    assert last.own and last.term.retired
    assert (
        vocabulary("weather").label("雹") == "冰雹" or vocabulary("weather").label("雹") == "Hail"
    )
    for code, term, reason in (
        ("weather", Term("x", "晴", ""), "words.label"),
        ("weather", Term("x", " ", ""), "words.label"),
        ("role", Term("x", "王", ""), "words.fixed"),
    ):
        with pytest.raises(UserError) as refused:
            desk.put(actor, code, term)
        assert refused.value.code == reason
    assert "role" not in editable() and "weather" in editable()
    app.datasets.use_words()


def test_working_days_follow_the_published_calendar(app: App) -> None:
    desk, actor = CalendarDesk(app.store, app.clock, app.datasets), app.session.actor
    queries = app.store.queries
    assert is_working(queries, "2026-10-01") and not is_working(queries, "2026-10-10")
    desk.fill(actor, 2026)
    assert not is_working(queries, "2026-10-01") and is_working(queries, "2026-10-10")
    assert {one.name for one in desk.days(2026)} >= {"春节", "国庆节", "元旦"}
    assert due_after(queries, "2026-09-30", 3) == "2026-10-10"
    desk.put(actor, Day("2026-10-12", False, "森林防火日"))
    assert due_after(queries, "2026-09-30", 4) == "2026-10-13"
    desk.clear(actor, "2026-10-12")
    assert is_working(queries, "2026-10-12")
    with pytest.raises(UserError) as refused:
        desk.fill(actor, 2099)
    assert refused.value.code == "calendar.year"
