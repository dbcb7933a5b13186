"""Who was out twice at once (domain.md §10.2): the query against a count by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.services.ports import OpDraft
from patrol_app.storage.store import SqlStore
from tests.support.stores import START_MS, append, new_id, new_store

MINUTE = 60_000
PEOPLE = [new_id() for _ in range(4)]


@dataclass(frozen=True)
class Out:
    """A stored patrol: who was on it and when, minutes after the start of the test."""

    rec: str
    ranger: str
    substitute: str | None
    companions: tuple[str, ...]
    start: int
    end: int
    submitted: bool

    def holds(self, person: str) -> bool:
        """Whether ``person`` walked."""
        walker = self.substitute or self.ranger
        return person == walker or person in self.companions


def made(at: int) -> Out:
    """The patrol number ``at`` of a fixed mixture."""
    start = (at * 37) % 600
    stand_in = PEOPLE[(at + 1) % 4] if at % 5 == 0 else None
    company = (PEOPLE[(at + 2) % 4],) if at % 3 == 0 else ()
    length = 1 + (at * 53) % 120
    return Out(new_id(), PEOPLE[at % 4], stand_in, company, start, start + length, at % 7 != 0)


ALL = tuple(made(at) for at in range(60))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlStore]:
    """A store with the mixture."""
    opened = new_store(Path(tmp_path_factory.mktemp("overlap")))
    drafts = []
    for one in ALL:
        fields: dict[str, Any] = {
            "unit": "DEMO01", "ranger_id": one.ranger,
            "start_at": [START_MS + one.start * MINUTE, "minute"],
            "end_at": [START_MS + one.end * MINUTE, "minute"],
        }  # fmt: skip
        if one.substitute:
            fields["substitute_id"] = one.substitute
        if one.companions:
            fields["companions"] = list(one.companions)
        if one.submitted:
            fields["_submitted"] = {"by": "", "at": START_MS, "heads": []}
        drafts.append(OpDraft(one.rec, "patrol", fields))
    append(opened, *drafts)
    yield opened
    opened.close()


@given(start=st.integers(-30, 760), length=st.integers(1, 240), who=st.sampled_from(PEOPLE))
def test_the_query_is_the_count_by_hand(store: SqlStore, start: int, length: int, who: str) -> None:
    end = start + length
    found = store.queries.overlapping(
        who, START_MS + start * MINUTE, START_MS + end * MINUTE, "0" * 36
    )
    expected = {
        one.rec
        for one in ALL
        if one.submitted and one.holds(who) and one.start < end and one.end > start
    }
    assert {row.record.id for row in found} == expected


@given(at=st.integers(0, len(ALL) - 1), other=st.integers(0, len(ALL) - 1))
def test_overlap_is_mutual_and_never_with_itself(store: SqlStore, at: int, other: int) -> None:
    def seen(one: Out, by: Out) -> bool:
        """Whether ``one`` is found from the times of ``by`` for a person who was on both."""
        rows = store.queries.overlapping(
            PEOPLE[0], START_MS + by.start * MINUTE, START_MS + by.end * MINUTE, by.rec
        )
        return one.rec in {row.record.id for row in rows}

    first, second = ALL[at], ALL[other]
    assert not seen(first, first)
    both = first.submitted and second.submitted
    if both and first.holds(PEOPLE[0]) and second.holds(PEOPLE[0]):
        assert seen(first, second) == seen(second, first)
