"""The way of an example: typed, sent back, mended, approved, found, sent, received, equal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from patrol_app.domain.records import record_type
from patrol_app.gui.forms.saving import differing
from tests.support.exchange import item
from tests.support.worked.documents import document, unlike
from tests.support.worked.example import HEAD, Example
from tests.support.worked.office import Office, office
from tests.support.worked.paper_lines import Line, missing


def go_round(
    folder: Path,
    examples: Sequence[Example],
    prepare: Callable[[Office], None],
    lines: Sequence[Line] = (),
) -> None:
    """Take all examples of one station through everything, and compare them at its city.

    Args:
        folder: empty.
        examples: in the order they are entered; steps after what they belong to.
        prepare: what stands before.
        lines: what the papers say of them in the end.
    """
    every = [one for outer in examples for one in (outer, *outer.inner)]
    with office(folder, prepare) as desk:
        for example in examples:
            desk.sit_down(example.by)
            desk.enter(example)
            for one in (example, *example.inner):
                wrong = unlike(document(desk.app, desk.stored(one)), one.stored)
                assert not wrong, (one.called, wrong)
        mended = [one for one in every if one.correction is not None]
        reviewed = [one for one in examples if record_type(one.code).reviewed]
        desk.sit_down(HEAD if reviewed else examples[-1].by)
        for example in reviewed:
            if example.correction is not None:
                desk.give_back(example)
        for example in mended:
            desk.sit_down(example.by)
            desk.correct(example)
        if reviewed:
            desk.sit_down(HEAD)
        for example in reviewed:
            desk.approve(example)
        for example in every:
            changed = example.correction.changed if example.correction is not None else {}
            stored = desk.stored(example)
            assert stored.state == "submitted" or not record_type(example.code).submit
            wrong = unlike(document(desk.app, stored), {**example.stored, **changed})
            assert not wrong, (example.called, wrong)
        desk.sit_down(HEAD)
        lacking = missing(desk.app, lines, desk.numbers, folder / "papers")
        assert not lacking, lacking
        received_equal(desk, every)


def received_equal(desk: Office, examples: Sequence[Example]) -> None:
    """A real file goes to the city; its records are those of the station, field by field."""
    path = desk.export(desk.world.folder / "carried")
    done = desk.world.city.receive(path)
    assert item(done, path).status == "done", item(done, path)
    theirs = desk.world.city.app.store.queries
    for example in examples:
        mine = desk.stored(example)
        other = theirs.find(example.code, desk.numbers[example.called])
        assert other is not None, example.code
        wrong = differing(mine.record, dict(other.record))
        assert not wrong, (example.called, wrong)
        assert dict(other.record).keys() == dict(mine.record).keys()
        assert (other.state, other.review) == (mine.state, mine.review), example.code
        assert (other.own, other.deleted, other.conflicts) == (mine.own, mine.deleted, 0)
