"""Keyset pages equal a sorted list; names, counts and overlaps."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from patrol_app.domain.instant import DAY_MS, Instant, date_of
from patrol_app.errors import UserError
from patrol_app.services.ports import Condition, Listing, Stored
from patrol_app.storage.store import SqlStore
from tests.support.stores import START_MS, append, change, finding, new_id, new_store

CATEGORIES = ("fire", "pest", "graze")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlStore]:
    with new_store(tmp_path_factory.mktemp("list") / "a") as made:
        rng = random.Random(7)
        drafts, late = [], []
        for number in range(120):
            rec = new_id()
            # few moments for many rows, some without one: ties and NULLs on purpose
            at = None if number % 11 == 0 else START_MS + rng.randrange(6) * DAY_MS // 2
            drafts.append(
                finding(
                    rec,
                    at,
                    submitted=number % 5 > 0,
                    category=rng.choice(CATEGORIES),
                    severity=rng.choice(("", "重")) or None,
                    number=f"FDEMO01-01-260726-{number + 1:03d}",
                    place=rng.choice(("沟口", "50%_坡", "")) or None,
                )
            )
            if number % 7 == 0:
                late.append(change(rec, {"description": "later"}))
            if number % 13 == 0:
                late.append(change(rec, {"_del": {"reason": "twice"}}))
        append(made, *drafts)
        append(made, *late)
        yield made


def everything(store: SqlStore) -> list[Stored]:
    with store.begin("test") as work:
        ids = [row[0] for row in work._connection.exec_driver_sql("SELECT id FROM finding")]
    found = [store.queries.get("finding", rec) for rec in ids]
    return [one for one in found if one is not None]


def pages(store: SqlStore, listing: Listing) -> list[Stored]:
    rows: list[Stored] = []
    while True:
        page = store.queries.page(listing)
        rows.extend(page.rows)
        if page.next is None:
            return rows
        listing = Listing(**{**listing.__dict__, "after": page.next})


def sort_value(one: Stored, order: str) -> tuple[Any, ...]:
    value = one.own[order] if order in one.own else None
    if order == "created_ms":
        value = one.created_ms
    elif order not in one.own:
        value = getattr(one.record, order or "found_at")
    rank = (value.ms << 1 | (value.precision == "second")) if isinstance(value, Instant) else value
    return (value is not None, rank if rank is not None else 0, one.record.id)


CONDITIONS: list[tuple[tuple[Condition, ...], Callable[[Any], bool]]] = [
    ((), lambda one: True),
    ((Condition("category", "=", "fire"),), lambda one: one.record.category == "fire"),
    (
        (Condition("category", "in", ("fire", "pest")), Condition("severity", "=", "重")),
        lambda one: one.record.category in ("fire", "pest") and one.record.severity == "重",
    ),
    (
        (Condition("date", ">=", "2026-07-27"), Condition("date", "<", "2026-07-28")),
        lambda one: one.own["date"] == "2026-07-27",
    ),
    ((Condition("date", "=", "2026-07-27"),), lambda one: one.own["date"] == "2026-07-27"),
    (
        (Condition("found_at", ">=", START_MS + DAY_MS),),
        lambda one: one.record.found_at is not None and one.record.found_at.ms >= START_MS + DAY_MS,
    ),
    (
        (Condition("found_at", "=", START_MS),),
        lambda one: one.record.found_at == Instant(START_MS),
    ),
    ((Condition("place", "has", "%_"),), lambda one: "%_" in one.record.place),
    ((Condition("found_at", "null", True),), lambda one: one.record.found_at is None),
    ((Condition("place", "null", False),), lambda one: one.record.place != ""),
    ((Condition("unit", "=", "NOBODY"),), lambda one: False),
]


@pytest.mark.parametrize("place", range(len(CONDITIONS)))
@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("order", ["", "category", "created_ms", "date"])
def test_pages_are_the_sorted_list(
    store: SqlStore, place: int, descending: bool, order: str
) -> None:
    conditions, wanted = CONDITIONS[place]
    states = (("submitted", "changed"), ("draft",), ("draft", "submitted", "changed"))[place % 3]
    listing = Listing("finding", conditions, states, order, descending, limit=7)
    expected = [
        one for one in everything(store) if one.state in states and not one.deleted and wanted(one)
    ]
    expected.sort(key=lambda one: sort_value(one, order), reverse=descending)
    assert pages(store, listing) == expected
    assert store.queries.count(listing) == len(expected)


def test_the_recycle_bin(store: SqlStore) -> None:
    states = ("draft", "submitted", "changed")
    listing = Listing("finding", states=states, deleted=True, limit=4)
    expected = {one.record.id for one in everything(store) if one.deleted}
    found = [one.record.id for one in pages(store, listing)]
    assert len(found) == len(expected) > 4 and set(found) == expected


def test_unknown_fields_are_refused(store: SqlStore) -> None:
    for listing in (
        Listing("finding", (Condition("nothing", "=", 1),)),
        Listing("finding", order="nothing"),
    ):
        with pytest.raises(ValueError, match="nothing"):
            store.queries.page(listing)


def test_the_page_reads_an_index_and_no_table(store: SqlStore) -> None:
    with store.begin("test") as work:
        plan = work._connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT found_at, id FROM finding WHERE deleted = 0 AND "
            "state = 'submitted' AND category = 'fire' AND (found_at, id) < (5, 'x') "
            "ORDER BY found_at DESC, id DESC LIMIT 50"
        ).all()
    text = " ".join(str(row[3]) for row in plan)
    assert "COVERING INDEX ix_finding_page_category" in text and "TEMP B-TREE" not in text


def test_find_by_number_key_and_name(tmp_path: Path) -> None:
    with new_store(tmp_path / "a") as store:
        grid, one, two, unit = (new_id() for _ in range(4))
        append(
            store,
            change(grid, {"unit": "DEMO01", "grid_no": "007"}, type="grid"),
            change(
                one,
                {"unit": "DEMO01", "name": "张三", "number": "NDEMO01-01-260726-001"},
                type="person",
            ),
            change(unit, {"unit": "DEMO01", "code": "DEMO01", "name": "示例站"}, type="unit"),
        )
        find = store.queries.find
        for kind, name, rec in (
            ("grid", "007", grid),
            ("person", "张三", one),
            ("person", "NDEMO01-01-260726-001", one),
            ("person", one, one),
            ("unit", "DEMO01", unit),
            ("unit", "示例站", unit),
        ):
            found = find(kind, name)
            assert found is not None and found.record.id == rec and found.state == "submitted"
        assert find("person", "李四") is None and find("grid", "7") is None
        append(
            store,
            change(
                two,
                {"unit": "DEMO01", "name": "张三", "number": "NDEMO01-01-260726-002"},
                type="person",
            ),
        )
        with pytest.raises(UserError) as fault:
            find("person", "张三")
        assert fault.value.code == "name.ambiguous"
        assert "NDEMO01-01-260726-001, NDEMO01-01-260726-002" in fault.value.message()
        assert store.queries.names("person", [one, two, new_id()]) == {one: "张三", two: "张三"}


def test_children_and_overlaps(tmp_path: Path) -> None:
    with new_store(tmp_path / "a") as store:
        patrol, other, ranger, friend = (new_id() for _ in range(4))
        hour = 3_600_000
        submitted = {"by": "", "at": START_MS, "heads": []}

        def walk(rec: str, start: int, end: int, **more: Any) -> Any:
            """A submitted patrol of some hours."""
            times = {"start_at": [start, "minute"], "end_at": [end, "minute"]}
            fields = {"unit": "DEMO01", "ranger_id": ranger, "_submitted": submitted}
            return change(rec, {**fields, **times, **more}, type="patrol")

        append(
            store,
            walk(patrol, START_MS, START_MS + 2 * hour),
            walk(other, START_MS + 2 * hour, START_MS + 3 * hour, companions=[friend]),
            finding(new_id(), patrol_id=patrol),
            finding(new_id(), patrol_id=patrol),
            finding(new_id()),
        )
        assert len(store.queries.children("finding", "patrol_id", patrol)) == 2

        def ids(person: str, start: int, end: int, besides: str = "") -> list[str]:
            """Ids of what overlaps."""
            found = store.queries.overlapping(person, start, end, besides)
            return [one.record.id for one in found]

        assert ids(ranger, START_MS + hour, START_MS + 2 * hour) == [patrol]
        assert ids(ranger, START_MS + hour, START_MS + 2 * hour + 1) == [patrol, other]
        assert ids(ranger, START_MS, START_MS + 9 * hour, patrol) == [other]
        assert ids(friend, START_MS, START_MS + 9 * hour) == [other]
        assert ids(ranger, START_MS - hour, START_MS) == []
        append(store, change(other, {"_del": {"reason": "x"}}, type="patrol"))
        assert ids(friend, START_MS, START_MS + 9 * hour) == []


def test_dates_of_the_sample_are_beijing_days() -> None:
    days = itertools.islice(itertools.count(START_MS, DAY_MS // 2), 6)
    assert sorted({date_of(ms) for ms in days}) == ["2026-07-26", "2026-07-27", "2026-07-28"]


@pytest.mark.parametrize("order", ["", "severity", "number"])
@pytest.mark.parametrize("descending", [True, False])
def test_landmarks_are_the_cursors_of_the_pages(
    store: SqlStore, order: str, descending: bool
) -> None:
    listing = Listing("finding", (), ("draft", "submitted", "changed"), order, descending, limit=7)
    cursors = []
    here = listing
    while (page := store.queries.page(here)).next is not None:
        cursors.append(page.next)
        here = Listing("finding", (), listing.states, order, descending, after=page.next, limit=7)
    assert store.queries.landmarks(listing, 7) == cursors
    assert len(cursors) > 5
