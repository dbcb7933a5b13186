"""Kill -9 at the writes of a save, a receive, an export: nothing acknowledged is lost."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from patrol_app.services.ports import Listing
from tests.drills.kills import (
    Point,
    Ready,
    Saved,
    epochs,
    need_strace,
    spread,
    whole_files,
)
from tests.e2e.prepared import city, enrolled, opened
from tests.e2e.program import ROOT, Program
from tests.support.exchange import dump

# Real kills, mounts or several whole programs: left out of the plain run.
pytestmark = [pytest.mark.ci, pytest.mark.timeout(1_800)]

FINDING = {"category": "P06", "description": "示例：路边堆放枯草"}
ACKNOWLEDGED = "示例：此前保存"
WALK = ROOT / "resources" / "sample" / "walk-1.gpx"
PHOTOS = sorted(WALK.parent.glob("photo-1-*.jpg"))
SMALL_OPS, SMALL_PHOTOS = 20, 2
MANY = 300


@dataclass(frozen=True)
class Place:
    """A folder as it was, the program that waits there, and the bundles made from it.

    Attributes:
        small: 20 entries and 2 photos; large: 300 entries and 3 photos.
    """

    saved: Saved
    ready: Ready
    small: Path
    large: Path


@pytest.fixture(scope="module")
def ground() -> Iterator[Path]:
    """A folder in memory where there is one: a kill loses nothing that the system took over, so
    that a real disk would add waiting alone."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as name:
        yield Path(name)


@pytest.fixture(scope="module")
def above(ground: Path) -> Program:
    """A city."""
    need_strace()
    return city(ground / "city")


@pytest.fixture(scope="module")
def place(above: Program, ground: Path) -> Place:
    """An enrolled station with one acknowledged record; the city holds what it sent so far."""
    made = enrolled(ground / "station", above)
    made.add("finding", **{**FINDING, "description": ACKNOWLEDGED})
    first, small, large = (made.folder / name for name in ("first", "small", "large"))
    with opened(made) as app:
        sent = app.exchange.export(first).paths
    with opened(above) as app:
        answers = app.exchange.receive(list(sent), out=first / "back").receipts
    with opened(made) as app:
        app.exchange.receive(list(answers), out=None)
    saved = Saved(made)
    bundle(made, small, SMALL_PHOTOS, SMALL_OPS)
    saved.restore()
    bundle(made, large, len(PHOTOS), MANY)
    saved.restore()
    ready = Ready(made, *save(made))
    return Place(saved, ready, *small.glob("*.hlb"), *large.glob("*.hlb"))


def bundle(program: Program, out: Path, photos: int, ops: int) -> None:
    """One file with exactly so many photos, beside a walk, and entries."""
    hung = program.run("import", WALK, *PHOTOS[:photos], "--datum", "wgs84").good()
    program.run(*save(program, ops - len(hung.items))).good()
    with opened(program) as app:
        done = app.exchange.export(out)
    # the walk is two: as it came, and as a track
    assert (done.ops, done.blobs, len(done.paths)) == (ops, 2 + photos, 1)


def save(program: Program, count: int = 1) -> tuple[object, ...]:
    """The arguments of a save of ``count`` records in one."""
    return ("add", "finding", "--from", program.write([FINDING] * count, f"save-{count}.json"))


def texts(program: Program) -> list[str]:
    """Descriptions of all findings after a clean ``check``; a further save must work."""
    with opened(program) as app:
        assert app.store.check() == []
        assert epochs(app) == 1
        listing = Listing("finding", (), ("draft", "submitted", "changed"), limit=2 * MANY)
        rows = app.store.queries.page(listing).rows
        app.records.new("finding", {"description": "示例：之后"}, app.session.actor)
        assert app.store.check() == []
    assert not program.parts()
    return sorted(str(getattr(row.record, "description", "")) for row in rows)


def survives_saving(place: Place, chosen: list[Point], count: int) -> None:
    """Killed at each point: the record before is there, the new ones all or none."""
    program, fates = place.ready.program, set()
    for point in chosen:
        place.saved.restore()
        reached = place.ready.killed_at(point, *save(program, count))
        found = texts(program)
        new = found.count(FINDING["description"])
        assert found.count(ACKNOWLEDGED) == 1, point
        assert new in (0, count) and len(found) == 1 + new, point
        assert reached or new, point
        fates.add((reached, new))
    assert (True, 0) in fates, "no kill came before the commit"
    assert (True, count) in fates, "no kill came after the commit"


def writes(place: Place, count: int) -> list[Point]:
    """Every call of a save that changes the disk."""
    place.saved.restore()
    return place.ready.points(*save(place.ready.program, count))


def test_at_every_write_of_a_save(place: Place) -> None:
    """Every call that changes the disk, from the first to the last."""
    found = writes(place, 1)
    assert len(found) > 20
    survives_saving(place, found, 1)


def test_while_saving_many(place: Place) -> None:
    """The first ten calls, the last ten and twenty between."""
    found = writes(place, MANY)
    assert len(found) > 150
    survives_saving(place, spread(found, 10, 20), MANY)


@pytest.mark.soak
def test_at_every_fifth_write_of_a_large_save(place: Place) -> None:
    survives_saving(place, writes(place, MANY)[::5], MANY)


def received(above: Program, source: Path, back: Path, step: int = 0) -> None:
    """Whatever the city had got to, the next ``receive`` ends where an unbroken one does.

    Args:
        step: every so many of the writes; 0: the first ten, the last ten and twenty between.
    """
    empty, fates = Saved(above), set()
    call = ("receive", source, "--yes", "--out", back)
    try:
        ready = Ready(above, *call)
        begin_again(empty, back)
        found = ready.points(*call)
        with opened(above) as app:
            wanted = dump(app)
        assert len(found) > 100
        for point in found[::step] if step else spread(found, 10, 20):
            begin_again(empty, back)
            reached = ready.killed_at(point, *call)
            fate, found_then = taken(above, point, source, back)
            fates.add((reached, fate))
            assert found_then == wanted, point
    finally:
        empty.restore()
        empty.remove()
    assert {(True, "done"), (True, "known")} <= fates


def begin_again(saved: Saved, out: Path) -> None:
    """The folders as they were, nothing written yet."""
    saved.restore()
    shutil.rmtree(out, ignore_errors=True)


def taken(above: Program, point: Point, source: Path, back: Path) -> tuple[str, object]:
    """Received once more: what the program says of the file, and all it holds then."""
    with opened(above) as app:
        assert app.store.check() == [], point
        (item,) = app.exchange.receive([source], out=back).items
        assert item.status in ("done", "known"), point
        assert app.store.check() == [], point
        held = dump(app)
    assert whole_files(back), point
    assert not above.parts(), point
    return item.status, held


def test_at_every_write_of_a_receive(place: Place, above: Program, ground: Path) -> None:
    """20 entries and 2 photos."""
    received(above, place.small, ground / "back", step=1)


def test_while_receiving_many(place: Place, above: Program, ground: Path) -> None:
    """The first ten calls, the last ten and twenty between."""
    received(above, place.large, ground / "back")


@pytest.mark.soak
def test_at_every_fifth_write_of_a_large_receive(
    place: Place, above: Program, ground: Path
) -> None:
    received(above, place.large, ground / "back", step=5)


def test_while_exporting(place: Place, above: Program, ground: Path) -> None:
    """On the stick lies a ``.part`` or a whole bundle; the next export sends everything."""
    stick, again, made = ground / "stick", ground / "again", place.ready.program
    place.saved.restore()
    made.run(*save(made, SMALL_OPS)).good()
    full = Saved(made, "full")
    found = place.ready.points("export", "--out", stick)
    for point in spread(found, 10, 20):
        begin_again(full, stick)
        place.ready.killed_at(point, "export", "--out", stick)
        bundles = whole_files(stick)
        with opened(made) as app:
            assert app.store.check() == [], point
            before = app.exchange.export(again).paths
        with opened(above) as app:
            for path in [*bundles, *before]:
                (one,) = app.exchange.rehearse([path]).bundles
                assert one.fate == "done", point
        assert bundles or before, point
    full.remove()
