"""Two devices of one unit on real folders whose journals meet without files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from patrol_app.bootstrap import App
from patrol_app.services.session import Actor
from patrol_app.services.stored import Stored
from tests.support import records as sample
from tests.support.exchange import facts
from tests.support.folders import station_copy

HERE, THERE = "示例站长", "示例内勤"


def carry(giver: App, taker: App) -> None:
    """Everything that ``giver`` holds, taken by ``taker`` as its own exchange would.

    The lines keep their streams; whose they are is said as the packages of each device say it.
    """
    for info in giver.store.queries.streams():
        lines = [
            (line.seq, line.raw)
            for line in giver.store.queries.lines(info.stream, 1, info.last_seq)
        ]
        held = {one.stream for one in taker.store.queries.streams() if one.own}
        if info.stream not in held:
            with taker.store.begin("test") as work:
                work.take(info.stream, info.kid, info.unit, info.device_no, lines)
                taker.bus.publish(work.commit())


@dataclass
class Pair:
    """Two open folders of one unit.

    Attributes:
        here / there: the devices; of two changes that of ``there`` is the later one.
    """

    here: App
    there: App

    @property
    def actor(self) -> Actor:
        """Who acts on the first device."""
        return self.here.session.actor

    def meet(self) -> None:
        """Both hold everything."""
        carry(self.here, self.there)
        carry(self.there, self.here)

    def add(self, type: str = "patrol", submit: bool = False, **changes: Any) -> Stored:
        """A new record that both know."""
        values = facts(getattr(sample, type)(), **changes)
        stored = self.here.records.new(type, values, self.actor, submit=submit)
        self.meet()
        return stored

    def differ(self, stored: Stored, here: dict[str, Any], there: dict[str, Any]) -> None:
        """Each device changes the record without knowing of the other; then they meet."""
        self.edit(self.here, stored, **here)
        self.tick()
        self.edit(self.there, stored, **there)
        self.meet()

    def tick(self) -> None:
        """The other device's clock goes on, so that what it writes next stands."""
        self.there.clock.now += 60_000  # type: ignore[attr-defined]

    def edit(self, app: App, stored: Stored, **changes: Any) -> Stored:
        """Change the record on one device."""
        return app.records.save(stored.type, stored.record.id, changes, None, app.session.actor)

    def close(self) -> None:
        """Close both folders."""
        self.here.close()
        self.there.close()


@contextmanager
def pair(folder: Path) -> Iterator[Pair]:
    """Two devices under ``folder`` that know each other's people."""
    for name in ("here", "there"):
        (folder / name).mkdir()
    made = Pair(station_copy(folder / "here", HERE), station_copy(folder / "there", THERE))
    made.meet()
    try:
        yield made
    finally:
        made.close()
