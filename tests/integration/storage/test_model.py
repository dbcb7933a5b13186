"""Random histories through append and take: any order gives equal tables and a clean check."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patrol_app.domain.review import LOCKED
from patrol_app.errors import UserError
from patrol_app.services.ports import OpDraft
from patrol_app.storage.store import SqlStore
from tests.support.stores import START_MS, FixedClock, append, carry, dump, new_id, new_store

RECS = [new_id() for _ in range(3)]
SAID = ["approve", "return", "seal", "undo"]
ITEM = {"means": "步行", "length_cm": 5}


def values() -> st.SearchStrategy[dict[str, Any]]:
    """Fields of one change of a patrol."""
    return st.one_of(
        st.fixed_dictionaries({"route": st.sampled_from(["北", "南"])}),
        st.fixed_dictionaries({"rest_min": st.sampled_from([None, 5, 9])}),
        st.fixed_dictionaries({"legs/aaaaaaaa": st.sampled_from([None, ITEM])}),
        st.just({"unit": "DEMO01", "start_at": [START_MS, "minute"]}),
        st.just({"_del": {"reason": "twice"}}),
        st.just({"_del": None}),
        st.just({"_submitted": True}),
    )


# (which store, what): a write, an exchange from the other store, or a move of its clock
STEPS = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.one_of(
            st.tuples(st.sampled_from(RECS), values()),
            st.tuples(
                st.sampled_from(RECS), st.sampled_from(["approve", "return", "seal", "undo"])
            ),
            st.just("exchange"),
            st.integers(-400, 400).map(lambda days: days * 86_400_000),
        ),
    ),
    min_size=3,
    max_size=14,
)


BOUNDS = settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)


@BOUNDS
@given(STEPS, st.booleans())
def test_every_store_tells_the_same(steps: list[tuple[int, Any]], reverse: bool) -> None:
    told_the_same(steps, reverse)


@pytest.mark.ci
@settings(BOUNDS, max_examples=40)
@given(STEPS, st.booleans())
def test_every_store_tells_the_same_in_more_histories(
    steps: list[tuple[int, Any]], reverse: bool
) -> None:
    told_the_same(steps, reverse)


@pytest.mark.soak
@settings(BOUNDS, max_examples=150)
@given(STEPS, st.booleans())
def test_every_store_tells_the_same_at_length(steps: list[tuple[int, Any]], reverse: bool) -> None:
    told_the_same(steps, reverse)


def told_the_same(steps: list[tuple[int, Any]], reverse: bool) -> None:
    clocks = (FixedClock(), FixedClock())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (
            new_store(folder / "a", "DEMO01", clock=clocks[0]) as one,
            new_store(folder / "b", "DEMO02", clock=clocks[1]) as two,
            new_store(folder / "c", "CITY01") as city,
        ):
            stores = (one, two)
            for which, step in steps:
                if step == "exchange":
                    carry(stores[1 - which], stores[which], reverse=reverse)
                elif isinstance(step, int):
                    clocks[which].now = START_MS + step
                else:
                    write(stores[which], *step)
            for source, target in ((one, city), (two, city), (city, one), (city, two)):
                carry(source, target, reverse=reverse)
            expected = dump(city)
            for store in stores:
                assert dump(store) == expected
            for store in (*stores, city):
                assert store.check() == []
                assert all(not info.missing for info in store.queries.streams())


def write(store: SqlStore, rec: str, fields: dict[str, Any] | str) -> None:
    """One change; a submission names the heads it was made on, a lock refuses it."""
    if isinstance(fields, str):
        say(store, rec, fields)
        return
    if "_submitted" in fields:
        stored = store.queries.get("patrol", rec)
        heads = list(stored.heads) if stored else []
        fields = {"_submitted": {"by": "", "at": START_MS, "heads": heads}}
    try:
        append(store, OpDraft(rec, "patrol", fields))
    except UserError as fault:
        assert fault.code == "record.locked"
        stored = store.queries.get("patrol", rec)
        assert stored is not None and stored.review in LOCKED


def say(store: SqlStore, rec: str, what: str) -> None:
    """A review or seal of what the store holds, or the newest one taken back."""
    stored = store.queries.get("patrol", rec)
    heads = list(stored.heads) if stored else []
    facts = {"unit": "DEMO01", "target": rec, "target_type": "patrol", "heads": heads}
    if what == "undo":
        for kind in ("review", "seal"):
            for old in store.queries.children(kind, "target", rec)[-1:]:
                append(store, OpDraft(old.record.id, kind, {"_del": {"reason": "undone"}}))
    elif what == "seal":
        append(store, OpDraft(new_id(), "seal", {**facts, "hashes": heads}))
    else:
        known = [one.record.id for one in store.queries.children("review", "target", rec)]
        append(store, OpDraft(new_id(), "review", {**facts, "decision": what, "replaces": known}))
