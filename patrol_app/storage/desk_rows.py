"""Reading for the desk of a city or county, and what it carries for others."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from typing import Any, Final

from sqlalchemy import Connection, select

from patrol_app.domain.journal.link import ZERO_LINK
from patrol_app.domain.records import RECORD_TYPES
from patrol_app.services.desk_ports import CameUp, Carried
from patrol_app.services.stored import BundleIn, DeviceInfo, StreamInfo
from patrol_app.storage import tables
from patrol_app.storage import tables_exchange as exchange
from patrol_app.storage.apply import Applier
from patrol_app.storage.queries_journal import gaps
from patrol_app.storage.reading import Reading
from patrol_app.storage.release import release
from patrol_app.storage.sqltext import marks, sliced, upsert_sql

_STREAM: Final = (
    "SELECT stream, unit, device_no, kid, own, contiguous_upto, last_seq, link, frozen_at "
    "FROM stream WHERE stream = ?"
)
_BARE: Final = (
    "sha256, name, kind, kid, unit, stream, from_seq, upto_seq, status, reason, received_ms"
)
_CARRIED: Final = (
    "SELECT sha256, way, kind, unit, target, name, path, bytes, received_ms, given_ms FROM carried"
)
# Of several taken at one moment the one that reaches furthest; the column beside ``max`` is of
# its row, as SQLite documents.
_NEWEST: Final = """
    SELECT b.kid, b.received_ms, b.from_seq, max(b.upto_seq) FROM bundle_in b
    JOIN (SELECT kid, max(received_ms) AS at FROM bundle_in
          WHERE kind = 'up' AND status = 'done' GROUP BY kid) m
      ON b.kid = m.kid AND b.received_ms = m.at
    WHERE b.kind = 'up' AND b.status = 'done' GROUP BY b.kid"""
FIELD: Final = ("patrol", "finding", "drill", "pest", "grazing")  # what a station is asked for
_TYPES: Final = tuple(kind.code for kind in RECORD_TYPES)


class DeskQueries(Reading):
    """One stream, one device, counts by device, files carried."""

    def stream_info(self, stream: str) -> StreamInfo | None:
        """What is held of one stream; None where nothing is."""
        with self._connect() as connection:
            row = connection.exec_driver_sql(_STREAM, (stream,)).first()
            return _info(connection, row) if row else None

    def device(self, kid: str) -> DeviceInfo | None:
        """The enrolled device or issuer with this key."""
        table = tables.device
        with self._connect() as connection:
            row = connection.execute(select(table).where(table.c.kid == kid)).first()
        if row is None:
            return None
        return DeviceInfo(**{**row._mapping, "streams": tuple(json.loads(row.streams))})

    def certified_for(self, stream: str) -> list[str]:
        """Key ids of the devices whose certificate or first package names ``stream``."""
        with self._connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT kid FROM device WHERE instr(streams, ?) ORDER BY kid", (f'"{stream}"',)
            )
            return [row[0] for row in rows]

    def own_streams(self) -> list[str]:
        """Streams that this store wrote, of all epochs."""
        with self._connect() as connection:
            return [row[0] for row in connection.exec_driver_sql(
                "SELECT stream FROM stream WHERE own ORDER BY stream")]  # fmt: skip

    def has_below(self) -> bool:
        """Whether any device below is enrolled."""
        with self._connect() as connection:
            found = connection.exec_driver_sql(
                "SELECT 1 FROM device WHERE status <> 'issuer' LIMIT 1"
            )
            return found.first() is not None

    def taken_of(self, stream: str) -> list[BundleIn]:
        """Packages up of ``stream`` that were taken, oldest first."""
        table = tables.bundle_in
        wanted = (
            select(table)
            .where(table.c.stream == stream, table.c.kind == "up", table.c.status == "done")
            .order_by(table.c.from_seq, table.c.sha256)
        )
        with self._connect() as connection:
            return [BundleIn(**row) for row in connection.execute(wanted).mappings()]

    def came_by_device(self) -> Mapping[str, CameUp]:
        """What came in packages up, by key id."""
        counted: dict[str, dict[str, int]] = {}
        newest: dict[str, tuple[int, int, int]] = {}
        with self._connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT kid, status, count(*) FROM bundle_in "
                "WHERE kind = 'up' AND kid <> '' GROUP BY kid, status"
            )
            for kid, status, count in rows:
                counted.setdefault(kid, {})[status] = count
            for kid, at, first, upto in connection.exec_driver_sql(_NEWEST):
                newest[kid] = (at, first, upto)
        return {
            kid: CameUp(
                *newest.get(kid, (0, 0, 0)),
                counts.get("done", 0),
                counts.get("quarantined", 0),
                counts.get("held", 0),
            )
            for kid, counts in counted.items()
        }

    def bundles_aside(self) -> list[BundleIn]:
        """Files received and not taken in, newest first."""
        table = tables.bundle_in
        wanted = (
            select(table)
            .where(table.c.status != "done")
            .order_by(table.c.received_ms.desc(), table.c.sha256)
        )
        with self._connect() as connection:
            return [BundleIn(**row) for row in connection.execute(wanted).mappings()]

    def received_names(self, names: Sequence[str]) -> set[str]:
        """Those of ``names`` under which a file was received or kept for others."""
        found: set[str] = set()
        with self._connect() as connection:
            for part in sliced(dict.fromkeys(names)):
                for table in ("bundle_in", "carried"):
                    rows = connection.exec_driver_sql(
                        f"SELECT name FROM {table} WHERE name IN ({marks(part)})", tuple(part)
                    )
                    found.update(row[0] for row in rows)
        return found

    def arrived_between(self, first_ms: int, last_ms: int) -> list[BundleIn]:
        """Files received in ``[first_ms, last_ms)``, UTC ms, oldest first, without their proof."""
        with self._connect() as connection:
            rows = connection.exec_driver_sql(
                f"SELECT {_BARE} FROM bundle_in WHERE received_ms >= ? AND received_ms < ? "
                "ORDER BY received_ms, unit, stream, from_seq, sha256",
                (first_ms, last_ms),
            )
            return [BundleIn(*row) for row in rows]

    def held_by_stream(self) -> Mapping[str, int]:
        """Entries put aside, by stream."""
        with self._connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT stream, count(*) FROM op_held GROUP BY stream"
            )
            return {stream: count for stream, count in rows}

    def unsettled_by_unit(self) -> Mapping[str, tuple[int, int]]:
        """(records in conflict, incomplete records) by unit code."""
        found: dict[str, tuple[int, int]] = {}
        with self._connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT h.unit, count(DISTINCT c.rec) FROM conflict c "
                "JOIN record_head h ON h.rec = c.rec GROUP BY h.unit"
            )
            found.update((unit, (count, 0)) for unit, count in rows)
            for kind in _TYPES:
                rows = connection.exec_driver_sql(
                    f'SELECT unit, count(*) FROM "{kind}" WHERE incomplete GROUP BY unit'
                )
                for unit, count in rows:
                    before = found.get(unit, (0, 0))
                    found[unit] = (before[0], before[1] + count)
        return found

    def made_since(self, since_ms: int) -> Mapping[tuple[str, str], int]:
        """Records of the field made since ``since_ms``, UTC ms, by (unit code, device no.)."""
        found: dict[tuple[str, str], int] = {}
        with self._connect() as connection:
            for kind in FIELD:
                rows = connection.exec_driver_sql(
                    f'SELECT unit, device, count(*) FROM "{kind}" '
                    "WHERE created_ms >= ? AND NOT deleted GROUP BY unit, device",
                    (since_ms,),
                )
                for unit, device, count in rows:
                    found[unit, device] = found.get((unit, device), 0) + count
        return found

    def receipts_given(self) -> Mapping[str, int]:
        """When the newest receipt was written, UTC ms, by the stream it answers."""
        with self._connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT stream, max(created_ms) FROM bundle_out WHERE kind = 'receipt' "
                "GROUP BY stream"
            )
            return {stream: at for stream, at in rows}

    def city_time_of(self, streams: Mapping[str, int]) -> Mapping[str, int]:
        """The latest city time that the entry ``seq`` of each stream had seen, UTC ms."""
        found: dict[str, int] = {}
        with self._connect() as connection:
            for stream, seq in streams.items():
                raw = connection.exec_driver_sql(
                    "SELECT raw FROM op WHERE stream = ? AND seq = ?", (stream, seq)
                ).scalar()
                seen = json.loads(raw).get("city_time_seen") if raw else None
                found[stream] = seen if isinstance(seen, int) else 0
        return found

    def incomplete_records(self) -> list[tuple[str, str]]:
        """(type, id) of the records that lack an entry, by type and id."""
        with self._connect() as connection:
            return [
                (kind, row[0])
                for kind in _TYPES
                for row in connection.exec_driver_sql(
                    f'SELECT id FROM "{kind}" WHERE incomplete ORDER BY id'
                )
            ]

    def carried(self) -> list[Carried]:
        """Files for others kept here, oldest first."""
        with self._connect() as connection:
            rows = connection.exec_driver_sql(f"{_CARRIED} ORDER BY received_ms, sha256").all()
        return [Carried(*row) for row in rows]

    def carried_file(self, sha256: str) -> Carried | None:
        """One of them."""
        with self._connect() as connection:
            row = connection.exec_driver_sql(f"{_CARRIED} WHERE sha256 = ?", (sha256,)).first()
        return Carried(*row) if row else None


class CarryWork:
    """What is carried, written inside a unit of work."""

    _connection: Connection
    _topics: set[str]
    _touched: set[tuple[str, str]]
    _applier: Applier

    def release(self, places: Sequence[tuple[str, int]]) -> int:
        """Fold lines put aside that can be read by now; how many did."""
        done = release(self._connection, self._applier, places)
        self._touched |= self._applier.outcome.touched
        self._topics.add("exchange")
        return done

    def put_carried(self, row: Carried) -> None:
        """Add or replace by digest."""
        self._connection.exec_driver_sql(upsert_sql(exchange.carried), astuple(row))
        self._topics.add("exchange")

    def drop_carried(self, sha256: str) -> None:
        """Forget one; the file itself is the caller's."""
        self._connection.exec_driver_sql("DELETE FROM carried WHERE sha256 = ?", (sha256,))
        self._topics.add("exchange")


def _info(connection: Connection, row: Any) -> StreamInfo:
    return StreamInfo(
        stream=row[0],
        unit=row[1],
        device_no=row[2],
        kid=row[3],
        own=bool(row[4]),
        contiguous_upto=row[5],
        last_seq=row[6],
        missing=gaps(connection, row[0], row[5]) if row[5] < row[6] else (),
        link=(row[7] if row[5] else ZERO_LINK).hex(),
        frozen=row[8] is not None,
    )
