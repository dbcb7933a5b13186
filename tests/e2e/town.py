"""A city, a county and two stations on real data folders that meet by sticks."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from patrol_app.bootstrap import App
from patrol_app.services.attachments import attach
from tests.e2e import prepared
from tests.e2e.program import Program

CITY, COUNTY, ONE, TWO = "DEMO00", "DEMO0A", "DEMO01", "DEMO02"


class Town:
    """The four, each enrolled; every word between them goes as a file in a folder.

    Args:
        folder: a private one.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.city = prepared.city(folder / "city", CITY)
        self.county = prepared.county(folder / "county", COUNTY, self.city)
        self.one = prepared.enrolled(folder / "one", self.city, ONE, parent=COUNTY)
        self.two = prepared.enrolled(folder / "two", self.city, TWO, parent=COUNTY)
        self._sticks = itertools.count()
        above = self.stick()
        self.city.run("deliver", "--out", above).good()
        self.down(above=above)

    def stick(self) -> Path:
        """A fresh folder."""
        made = self.folder / f"stick{next(self._sticks)}"
        made.mkdir()
        return made

    def up(self) -> None:
        """Both stations to the county, the county to the city; nothing comes back."""
        self._up(self.stick(), self.stick())

    def meet(self) -> None:
        """Everything up, receipts and everything else down, on the same sticks."""
        back, above = self.stick(), self.stick()
        self._up(back, above)
        self.down(back, above)

    def down(self, back: Path | None = None, above: Path | None = None) -> None:
        """What the county has to say, and the city on the stick ``above``; ``back``: receipts."""
        back = back or self.stick()
        if above is not None:
            self.take(self.county, above)
        self.county.run("deliver", "--out", back).good()
        handing = self.county.run("desk", "hand-out", ONE, TWO, "--out", self.stick())
        laid = handing.good().items
        for side, unit in ((self.one, ONE), (self.two, TWO)):
            files = [row["file"] for row in laid if row["unit"] == unit]
            files += [path for path in sorted(back.iterdir()) if f"-{unit}-" in path.name]
            if files:
                self.take(side, *dict.fromkeys(files))

    def _up(self, back: Path, above: Path) -> None:
        sticks = [self.stick(), self.stick()]
        for side, stick in zip((self.one, self.two), sticks, strict=True):
            side.run("export", "--out", stick).good()
        self.take(self.county, *sticks, back=back)
        stick = self.stick()
        self.county.run("export", "--out", stick).good()
        self.take(self.city, stick, back=above)

    def take(self, side: Program, *paths: object, back: Path | None = None) -> list[dict[str, Any]]:
        """Receive; nothing may be refused, put aside or missing."""
        items = side.run("receive", *paths, "--yes", "--out", back or self.stick()).good().items
        for item in items:
            assert item["status"] not in ("refused", "quarantined"), item
            assert not item["gaps"], item
        return items


@contextmanager
def inside(side: Program) -> Iterator[App]:
    """The folder opened by the services, for what the command line does not do."""
    with prepared.opened(side) as app:
        yield app


def person(side: Program, name: str, *roles: str, **more: Any) -> str:
    """A person; the number."""
    return str(side.add("person", name=name, roles=list(roles), **more)["number"])


def submitted(side: Program, kind: str, /, **fields: Any) -> str:
    """A submitted record; its number."""
    item = side.add(kind, "--submit", **fields)
    assert item["state"] == "submitted", item
    return str(item["number"])


def shown(side: Program, kind: str, number: str) -> dict[str, Any]:
    """A record as the program shows it."""
    return side.run("show", kind, number).good().document


def paper(side: Program, name: str, *words: object) -> dict[str, Any]:
    """Write a paper; what the program says of it."""
    out = side.folder / name
    document = side.run(*words, "--out", out).good().document
    assert out.stat().st_size > 1_000, name
    return document


def hang(side: Program, kind: str, number: str, *files: Path) -> None:
    """Hang photos on a record, as its form does it."""
    with inside(side) as app:
        rec = app.records.named(kind, number).record.id
        place = (kind, rec)
        done = attach(app.store, app.clock, app.records, app.reader, app.bus, place, files,
                      app.session.actor)  # fmt: skip
    assert len(done.attachments) == len(files)


def cells(document: dict[str, Any]) -> dict[tuple[str, str], str]:
    """The figures of a paper by row and column."""
    return {(cell["row"], cell["column"]): cell["text"] for cell in document["cells"]}
