"""Packages from above that claim too much, and deliveries in every order."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

import pytest

from patrol_app.bootstrap import build
from patrol_app.domain.journal.canonical import canonical
from patrol_app.paths import DataPaths
from patrol_app.services.exchange_types import ReceivedItem
from patrol_app.settings import Settings
from patrol_app.sync.down_body import DownBody, Journal
from patrol_app.sync.keyring import Keyring
from patrol_app.sync.sending import Content, Sender, number_range, send
from patrol_app.sync.spans import spans_of
from patrol_app.sync.strict import write_document
from tests.support.exchange import Side, World
from tests.support.folders import NOW
from tests.support.stores import FixedClock
from tests.unit.sync.fixed import write_plainly

OTHER = "1b4e28ba-2fa1-41d2-883f-0016d3cca427"
REC = "019869d4-0000-7000-8000-000000000041"


@dataclass
class Ground:
    """One world for all forged packages: each is refused or put aside, none changes a record."""

    world: World
    station: Side
    number: int = 100

    def key(self, side: Side) -> Keyring:
        return Keyring(side.app.store.queries)

    def take(
        self,
        sealer: Side,
        lines: Mapping[tuple[str, str, str], list[bytes]],
        kind: str = "down",
        device: str | None = None,
    ) -> ReceivedItem:
        """What the station makes of a package of ``sealer``.

        Args:
            lines: by (stream, unit, kid); the n-th line stands at place n of its stream.
        """
        self.number += 1
        own = self.station.app.store.queries.identity()
        ordered = sorted(lines.items())
        body = DownBody(
            device=(own.kid if device is None else device) if kind == "down" else "",
            streams=tuple(
                Journal(
                    stream=stream, unit=unit, device_no="01", kid=kid,
                    lines=spans_of(seq_of(line) for line in given),
                )
                for (stream, unit, kid), given in ordered
            ),
        )  # fmt: skip
        unit = sealer.app.store.queries.identity().unit
        made = Sender(
            unit, self.key(sealer).signing_key(), "0.1.0", write_plainly, self.world.folder
        )
        more: dict[str, object] = {"delivery_no": self.number} if kind == "down" else {}
        sent = send(
            made, kind, self.world.folder / f"{self.number}.hlb",  # type: ignore[arg-type]
            [self.station_recipient()],
            Content(
                lines=[line for _of, given in ordered for line in given],
                down=write_document(body),
            ),
            to=(own.unit if kind == "down" else unit,),
            stream=sealer.app.store.queries.identity().stream,
            span=number_range(self.number), created=NOW, **more,
        )  # fmt: skip
        return self.station.receive(sent.path).items[0]

    def station_recipient(self) -> str:
        from patrol_app.sync.keys import recipient_of

        return recipient_of(self.key(self.station).import_identity())

    def kid(self, side: Side) -> str:
        return self.key(side).signing_key().kid


def op(stream: str, seq: int, type: str = "person", **fields: object) -> bytes:
    """A line of any stream."""
    return canonical(
        {
            "v": 1, "stream": stream, "seq": seq, "rec": REC[:-4] + f"{seq:04x}", "type": type,
            "parents": [], "hlc": [NOW, seq], "actor": "", "schema": 1, "salt": "00" * 16,
            "device_time": {"wall": NOW, "uptime": 0, "gnss": None}, "city_time_seen": None,
            "fields": fields, "judged": {},
        }
    )  # fmt: skip


def seq_of(line: bytes) -> int:
    from patrol_app.domain.journal.reading import read_op

    return read_op(line).seq


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    world = World.new(tmp_path_factory.mktemp("hostile"))
    world.county("DEMO0A")
    yield Ground(world, world.station("DEMO01", parent="DEMO0A"))
    world.close()


def test_a_level_vouches_for_itself_and_those_below(ground: Ground) -> None:
    county, city = ground.world.stations["DEMO0A"], ground.world.city
    mine = ground.station.app.store.queries.identity()
    before = ground.station.rows()
    above = {(OTHER, "DEMO00", ground.kid(city)): [op(OTHER, 1, unit="DEMO01", name="甲")]}
    assert ground.take(county, above).code == "down.journal"
    neighbour = {(OTHER, "DEMO09", "11" * 8): [op(OTHER, 1, unit="DEMO01", name="甲")]}
    assert ground.take(city, neighbour).code == "down.journal"
    end = ground.station.app.store.queries.last_seq(mine.stream)  # type: ignore[attr-defined]
    never = {(mine.stream, "DEMO01", mine.kid): [op(mine.stream, end + 1, name="甲")]}
    assert ground.take(city, never).code == "down.own_journal"
    stolen = {(mine.stream, "DEMO00", ground.kid(city)): [op(mine.stream, 1, name="甲")]}
    assert ground.take(city, stolen).code == "down.journal"
    assert ground.take(city, {}, device="22" * 8).code == "down.other_device"
    assert ground.station.rows() == before


def test_a_stranger_is_kept_aside(ground: Ground) -> None:
    stranger = ground.world.unenrolled("DEMO55")
    found = ground.take(stranger, {})
    assert (found.status, found.code) == ("quarantined", "bundle.unknown_key")


def test_who_may_write_is_judged_line_by_line(ground: Ground) -> None:
    city = ground.world.city
    lines = [op(OTHER, 1, "finding", unit="DEMO01"), op(OTHER, 2, unit="DEMO01", name="乙")]
    found = ground.take(city, {(OTHER, "DEMO00", ground.kid(city)): lines})
    assert (found.status, found.held, found.new) == ("done", 1, 1)
    reasons = {held.reason for held in ground.station.app.store.queries.held()}
    assert reasons == {"author.writer"}
    # another history of the same place: kept, nothing taken
    forked = ground.take(
        city, {(OTHER, "DEMO00", ground.kid(city)): [op(OTHER, 2, unit="DEMO01", name="丙")]}
    )
    assert (forked.status, forked.code) == ("held", "bundle.fork")
    assert ground.station.app.store.check() == []


def test_base_data_brings_units_and_tables_alone(ground: Ground) -> None:
    city = ground.world.city
    stream = "2b4e28ba-2fa1-41d2-883f-0016d3cca427"
    lines = [op(stream, 7, unit="DEMO01", name="丁")]
    found = ground.take(city, {(stream, "DEMO00", ground.kid(city)): lines}, kind="base")
    assert (found.status, found.held, found.new) == ("done", 1, 0)
    assert "author.base" in {held.reason for held in ground.station.app.store.queries.held()}


@pytest.mark.ci
def test_every_order_of_deliveries_gives_the_same_fold(world: World, station: Side) -> None:
    person = station.add("person", name="护林员甲", duty="原来")
    exported = station.export()
    world.city.receive(*exported.paths)
    files: list[Path] = []
    for n, values in enumerate(({"duty": "一"}, {"phone": "13800000000"}, {"duty": "三"})):
        world.city.edit(person, **values)
        files += world.city.app.exchange.deliver(world.folder / f"d{n}").paths
    files += world.city.app.exchange.deliver(world.folder / "b", base=True).paths
    station.edit(person, duty="站里同时改的")
    source = station.app.paths.root
    station.app.close()
    found = []
    for n, order in enumerate(list(permutations(files))[::3]):
        root = world.folder / f"copy{n}"
        shutil.copytree(source, root)
        app = build(DataPaths(root), Settings(root / "s.json"), clock=FixedClock(NOW))
        side = Side(app, root)
        for path in order:
            assert app.exchange.receive([path], out=None).items[0].status == "done"
        found.append((side.rows(), app.store.check()))
        app.close()
        shutil.rmtree(root)
    assert all(one == found[0] for one in found) and found[0][1] == []
    assert len(found[0][0]["conflict"]) == 1
