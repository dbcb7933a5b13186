"""Every door by which a foreign file comes in, tried in the real program on one data folder.

A door answers for each file with the code of its refusal, ``TAKEN`` when something was read from
it, and nothing else: an exception of any other kind ends the test.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from patrol_app.bootstrap import App
from patrol_app.errors import PatrolError
from patrol_app.geo.tiles import TileId
from patrol_app.services.attachments import attach
from patrol_app.services.base_reading import Answers
from tests.drills.memory import readers_peak_mb

TAKEN = "taken"
Verdicts = dict[str, str]
BUGS = ("worker.bug", "worker.died", "worker.closed", "worker.answer")


@dataclass
class Doors:
    """The doors of one open station.

    Args:
        app: the data folder.
        work: an empty folder for renamed copies.

    Attributes:
        peak_mb: the most memory that a reader process was seen to have held.
    """

    app: App
    work: Path
    peak_mb: float = 0.0

    def all(self, files: Sequence[Path], suffix: str = "") -> dict[str, Verdicts]:
        """Each door's answer for each file, after the promises of every door were looked at.

        Args:
            files: foreign files of one sort.
            suffix: also shown as files of this name, for doors that go by the name.
        """
        if suffix:
            copies = [self.work / f"{path.name}{suffix}" for path in files]
            for path, copy in zip(files, copies, strict=True):
                shutil.copyfile(path, copy)
            files = copies
        before = inventory(self.app.paths.root)
        doors: dict[str, Callable[[], Verdicts]] = {
            "import": lambda: self.imported(files),
            "batch": lambda: self.batch(files),
            "attach": lambda: self.attached(files),
            "base": lambda: self.each(files, self.base),
            "map": lambda: self.each(files, self.map),
            "receive": lambda: self.received(files),
        }
        answers = {}
        for door, enter in doors.items():
            answers[door] = enter()
            self.peak_mb = max(self.peak_mb, readers_peak_mb())
        assert self.app.store.check() == []
        assert inventory(self.app.paths.root) == before, "a refused file left something behind"
        for door, found in answers.items():
            assert found.keys() == {path.name for path in files}, door
            bugs = {name: code for name, code in found.items() if code.startswith(BUGS)}
            assert not bugs, f"{door}: {bugs}"
        return answers

    def imported(self, files: Sequence[Path]) -> Verdicts:
        """The rehearsal of ``import``."""
        plan = self.app.imports.plan(files, self.app.session.actor, datum="wgs84")
        found = {one.path.name: one.code for one in plan.refused}
        return {path.name: TAKEN for path in files} | found

    def batch(self, files: Sequence[Path]) -> Verdicts:
        """A folder of a month, read and proposed."""
        batch = self.app.batch.plan(files, self.app.session.actor, datum="wgs84")
        found = {one.path.name: one.code for one in batch.refused}
        return {path.name: TAKEN for path in files} | found

    def attached(self, files: Sequence[Path]) -> Verdicts:
        """Photos hung on a record: what is none is named and left out."""
        app = self.app
        parent = app.records.new("finding", {"category": "P06"}, app.session.actor)
        done = attach(
            app.store, app.clock, app.records, app.reader, app.bus,
            ("finding", parent.record.id), files, app.session.actor,
        )  # fmt: skip
        return {path.name: TAKEN for path in files} | dict.fromkeys(done.left_out, "left out")

    def base(self, path: Path) -> None:
        """Base data: looked at, then rehearsed as areas and as people."""
        look = self.app.base_import.look(path)
        for kind in ("zone", "person"):
            try:
                self.app.base_import.plan(look, Answers(kind), self.app.session.actor)
            except PatrolError as fault:
                assert not fault.code.startswith(BUGS), (path.name, kind, fault.code)

    def map(self, path: Path) -> None:
        """A base map: opened, and one square asked for."""
        self.app.basemap.open(path)
        self.app.basemap.read(path, [TileId(0, 0, 0)])

    def received(self, files: Sequence[Path]) -> Verdicts:
        """The exchange; also under the name of an exchange file."""
        found = self.app.exchange.receive(list(files), out=None)
        return {one.path.name: one.code or TAKEN for one in found.items}

    @staticmethod
    def each(files: Sequence[Path], act: Callable[[Path], None]) -> Verdicts:
        """One file after the other."""
        found: Verdicts = {}
        for path in files:
            try:
                act(path)
                found[path.name] = TAKEN
            except PatrolError as fault:
                assert fault.message()
                found[path.name] = fault.code
        return found


def inventory(root: Path) -> set[str]:
    """Files of a data folder, but for data base and logs."""
    names = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    return {name for name in names if not name.startswith(("patrol.db", "logs"))}


def count(folder: Path) -> list[Path]:
    """The files of a corpus folder."""
    return sorted(path for path in folder.iterdir() if path.is_file())
