"""A city and its stations on real data folders, exchanging real files."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from patrol_app.bootstrap import App, build
from patrol_app.paths import DataPaths
from patrol_app.services.exchange_types import Exported, Received
from patrol_app.services.stored import Stored
from patrol_app.settings import Settings
from tests.support import records as sample
from tests.support.folders import NOW, new_app
from tests.support.stores import FixedClock

# Fields that every device keeps for itself.
STAMPS = ("id", "number", "unit", "device")


@dataclass
class Side:
    """One data folder with the folder its files go to."""

    app: App
    out: Path

    def export(self) -> Exported:
        """Write what is due."""
        self.out.mkdir(exist_ok=True)
        return self.app.exchange.export(self.out)

    def receive(self, *paths: Path, out: Path | None = None) -> Received:
        """Take files in; receipts go to ``out`` or to this side's folder."""
        return self.app.exchange.receive(list(paths), out=out or self.out)

    def add(self, type: str, **values: Any) -> Stored:
        """A new record; submitted where its type has that step."""
        submit = type in ("finding", "patrol", "pest", "grazing", "drill")
        return self.app.records.new(type, values, self.app.session.actor, submit=submit)

    def finding(self, **changes: Any) -> Stored:
        """A new submitted finding."""
        return self.add("finding", **facts(sample.finding(), **changes))

    def edit(self, stored: Stored, **changes: Any) -> Stored:
        """Change a record."""
        return self.app.records.save(
            stored.type, stored.record.id, changes, None, self.app.session.actor
        )

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every record row, heads and conflicts: what must be equal whatever the order."""
        return dump(self.app)


def reopened(side: Side, root: Path, clock: FixedClock | None = None) -> Side:
    """The data folder ``root`` opened anew, as a start of the program does."""
    clock = clock or FixedClock(NOW)
    app = build(DataPaths(root), Settings(root.parent / "s.json"), clock=clock)
    return Side(app, side.out)


def facts(record: Any, **changes: Any) -> dict[str, Any]:
    """Field values of a sample record without its stamps."""
    values = {name: value for name, value in dict(record).items() if name not in STAMPS}
    return {**values, **changes}


def dump(app: App) -> dict[str, list[tuple[Any, ...]]]:
    """Record tables, heads, conflicts and held entries of a folder."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    tables = ("unit", "person", "grid", "patrol", "finding", "attachment", "review", "seal")
    with app.store.begin("test") as work:
        for table in (*tables, "record_head", "conflict", "op_held"):
            rows = work._connection.exec_driver_sql(f'SELECT * FROM "{table}"').all()
            found[table] = sorted((tuple(row) for row in rows), key=repr)
    return found


@dataclass
class World:
    """A city and stations, opened under one folder.

    Attributes:
        codes: number codes of the grants, by unit.
    """

    folder: Path
    city: Side
    stations: dict[str, Side] = field(default_factory=dict)

    @classmethod
    def new(cls, folder: Path, city: str = "DEMO00") -> World:
        """A city alone."""
        app = new_app(folder, "city", city)
        out = folder / "city-out"
        out.mkdir()
        return cls(folder, Side(app, out))

    def station(
        self, unit: str, folder: str = "", *, same_unit: bool = False, parent: str = ""
    ) -> Side:
        """A station, enrolled with both codes read out; ``parent``: the county above it."""
        side = self.unenrolled(unit, folder)
        self.enrol(side, same_unit=same_unit, parent=parent)
        return side

    def county(self, unit: str) -> Side:
        """A county between city and stations, enrolled."""
        side = self.unenrolled(unit, role="county")
        self.enrol(side)
        return side

    def unenrolled(self, unit: str, folder: str = "", role: str = "station") -> Side:
        """A data folder before its enrolment."""
        name = folder or unit
        root = self.folder / name
        root.mkdir()
        side = Side(new_app(root, role, unit), root / "out")
        side.out.mkdir()
        self.stations[name] = side
        return side

    def enrol(
        self,
        side: Side,
        *,
        same_unit: bool = False,
        checked: bool = True,
        parent: str = "",
        root_keys: Sequence[Path] = (),
    ) -> None:
        """Request, grant, accept."""
        asked = side.app.exchange.request(side.out / "enrol.hlb")
        code = asked.code if checked else None
        grant = self.city.app.exchange.grant(
            asked.path,
            side.out / "grant.hlb",
            code=code,
            same_unit=same_unit,
            parent=parent,
            root_keys=root_keys,
        )
        side.app.exchange.accept(grant.path, code=grant.code if checked else None)
        asked.path.unlink()
        grant.path.unlink()

    def close(self) -> None:
        """Close every folder."""
        self.city.app.close()
        for side in self.stations.values():
            side.app.close()


def flip(path: Path, target: Path, place: int, bit: int = 0) -> Path:
    """A copy of ``path`` with one bit turned."""
    data = bytearray(path.read_bytes())
    data[place] ^= 1 << bit
    target.write_bytes(data)
    return target


def cut(path: Path, target: Path, length: int) -> Path:
    """A copy of the first ``length`` bytes of ``path``."""
    target.write_bytes(path.read_bytes()[:length])
    return target


def item(received: Received, path: Path) -> Any:
    """What became of ``path``."""
    return next(one for one in received.items if one.path == path)


def copies(world: World) -> Any:
    """Closes the city and gives a function that opens a fresh copy of it each time."""
    from patrol_app.bootstrap import build
    from patrol_app.paths import DataPaths
    from patrol_app.settings import Settings

    source = world.city.app.paths.root
    world.city.app.close()
    made: list[Side] = []

    def fresh() -> Side:
        """The city as it was when it was closed."""
        root = world.folder / f"city{len(made)}"
        shutil.copytree(source, root / "data")
        (root / "out").mkdir()
        app = build(DataPaths(root / "data"), Settings(root / "s.json"), clock=FixedClock(NOW))
        made.append(Side(app, root / "out"))
        return made[-1]

    return fresh
