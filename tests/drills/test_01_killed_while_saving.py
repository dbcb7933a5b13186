"""Kill -9 at the writes of one save, one receive, one export: nothing acknowledged is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from patrol_app.services.ports import Listing
from tests.drills.kills import (
    Point,
    Saved,
    epochs,
    killed_at,
    need_strace,
    opened,
    points,
    spread,
    whole_files,
)
from tests.e2e.program import ROOT, Program, city, enrolled
from tests.support.exchange import dump

# Real kills, mounts or several whole programs: left out of the plain run.
pytestmark = pytest.mark.ci


FINDING = {"category": "P06", "description": "示例：路边堆放枯草"}
ACKNOWLEDGED = "示例：此前保存"


@pytest.fixture(scope="module")
def above(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """A city."""
    need_strace()
    return city(tmp_path_factory.mktemp("above") / "city")


@pytest.fixture(scope="module")
def saved(above: Program, tmp_path_factory: pytest.TempPathFactory) -> Saved:
    """An enrolled station with one acknowledged record and photos to send."""
    place = enrolled(tmp_path_factory.mktemp("place") / "station", above)
    place.add("finding", **{**FINDING, "description": ACKNOWLEDGED})
    sample = ROOT / "resources" / "sample"
    photos = sorted(sample.glob("photo-1-*.jpg"))
    place.run("import", sample / "walk-1.gpx", *photos, "--datum", "wgs84").good()
    return Saved(place)


def texts(program: Program) -> list[str]:
    """Descriptions of all findings after a clean ``check``; a further save must work."""
    with opened(program) as app:
        assert app.store.check() == []
        assert epochs(app) == 1
        rows = app.store.queries.page(
            Listing("finding", (), ("draft", "submitted", "changed"), limit=100)
        ).rows
        app.records.new("finding", {"description": "示例：之后"}, app.session.actor)
        assert app.store.check() == []
    assert not program.parts()
    return sorted(str(getattr(row.record, "description", "")) for row in rows)


def save(saved: Saved) -> tuple[object, ...]:
    """The arguments of one save."""
    return ("add", "finding", "--from", saved.program.write(FINDING, "save.json"))


def survives_saving(saved: Saved, chosen: list[Point]) -> None:
    """Killed at each point: the record before is there, the new one whole or not at all."""
    fates = set()
    for point in chosen:
        saved.restore()
        reached = killed_at(saved.program, point, *save(saved))
        found = texts(saved.program)
        assert ACKNOWLEDGED in found, point
        assert set(found) <= {ACKNOWLEDGED, FINDING["description"]}, point
        assert reached or FINDING["description"] in found, point
        fates.add((reached, len(found)))
    assert (True, 1) in fates, "no kill came before the commit"


def test_killed_at_three_writes_of_a_save(saved: Saved) -> None:
    """First, middle and last write into the data base; the whole row runs with --ci."""
    saved.restore()
    found = [point for point in points(saved.program, *save(saved)) if point.call == "pwrite64"]
    survives_saving(saved, [found[0], found[len(found) // 2], found[-1]])


@pytest.mark.ci
@pytest.mark.timeout(1800)
def test_killed_at_every_write_of_a_save(saved: Saved) -> None:
    """Every call that changes the disk, from the first to the last."""
    saved.restore()
    found = points(saved.program, *save(saved))
    assert len(found) > 20
    survives_saving(saved, found)


@pytest.mark.ci
@pytest.mark.timeout(1800)
def test_killed_while_receiving(saved: Saved, above: Program, tmp_path: Path) -> None:
    """Whatever the city had got to, the next ``receive`` ends where an unbroken one does."""
    saved.restore()
    (item,) = saved.program.run("export", "--out", tmp_path / "stick").good().items
    empty = Saved(above)
    call = ("receive", item["file"], "--yes", "--out", tmp_path / "back")
    found = points(above, *call)
    with opened(above) as app:
        wanted = dump(app)
    try:
        for point in spread(found, 10, 20):
            empty.restore()
            shutil.rmtree(tmp_path / "back", ignore_errors=True)
            killed_at(above, point, *call)
            with opened(above) as app:
                assert app.store.check() == [], point
                again = app.exchange.receive([Path(item["file"])], out=tmp_path / "back")
                assert again.items[0].status in ("done", "known"), point
                assert app.store.check() == [], point
                assert dump(app) == wanted, point
            assert len(whole_files(tmp_path / "back")) >= 1, point
            assert not above.parts(), point
    finally:
        empty.restore()


@pytest.mark.ci
@pytest.mark.timeout(1800)
def test_killed_while_exporting(saved: Saved, above: Program, tmp_path: Path) -> None:
    """On the stick lies a ``.part`` or a whole bundle; the next export sends everything."""
    saved.restore()
    stick = tmp_path / "stick"
    found = points(saved.program, "export", "--out", stick)
    for point in spread(found, 10, 20):
        saved.restore()
        shutil.rmtree(stick, ignore_errors=True)
        killed_at(saved.program, point, "export", "--out", stick)
        bundles = whole_files(stick)
        with opened(saved.program) as app:
            assert app.store.check() == [], point
            before = app.exchange.export(tmp_path / "again").paths
        for path in [*bundles, *before]:
            with opened(above) as app:
                seen = app.exchange.rehearse([path])
            assert [one.fate for one in seen.bundles] == ["done"], point
        assert bundles or before, point
