"""Tables of deliveries and arrivals, and the journal by whom its lines concern."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from typing import Final

from sqlalchemy import Connection

from patrol_app.domain.records import RECORD_TYPES, record_type
from patrol_app.services.delivery_ports import Arrival, Delivery, Spoken
from patrol_app.storage import tables_exchange as tables
from patrol_app.storage.journal import load_stream, save_stream
from patrol_app.storage.reading import Reading
from patrol_app.storage.sqltext import marks, sliced, text_of, upsert_sql


def _step_select(code: str) -> str:
    """A step speaks of the record at the root of its thread."""
    joins, last, parent = "", "r", record_type(code).parent
    while record_type(parent).parent:
        joins += f' JOIN "{parent}" {last}p ON {last}p.id = {last}.parent_id'
        last, parent = f"{last}p", record_type(parent).parent
    return (
        f'SELECT r.id, h.unit FROM "{code}" r{joins} JOIN record_head h ON h.rec = {last}.parent_id'
    )


# Where a record of the type says which other record it speaks of; of an erasure the unit itself.
_SPEAKS: Final = {
    "review": "SELECT r.id, h.unit FROM review r JOIN record_head h ON h.rec = r.target",
    "seal": "SELECT r.id, h.unit FROM seal r JOIN record_head h ON h.rec = r.target",
    "role_grant": "SELECT r.id, h.unit FROM role_grant r JOIN record_head h ON h.rec = r.person_id",
    "erasure": "SELECT r.id, r.target_unit FROM erasure r",
    "task": "SELECT r.id, h.unit FROM task r JOIN record_head h "
    "ON h.rec IN (r.assignee_id, r.team_id, r.grid_id)",
    "doc_block": "SELECT r.id, r.for_unit FROM doc_block r",
    # a text of the legal office concerns everybody who may make the paper
    "case_template": "SELECT r.id, u.code FROM case_template r JOIN unit u",
    **{kind.code: _step_select(kind.code) for kind in RECORD_TYPES if kind.parent},
}
# A problem, what was done about it and its photos concern whoever has to mend it, too.
_GIVEN: Final = (
    "JOIN unit u ON u.id = p.for_unit_id OR u.id IN "
    "(SELECT s.for_unit_id FROM problem_step s WHERE s.parent_id = p.id)"
)
_GIVES: Final = {
    "problem": f"SELECT r.id, u.code FROM problem r JOIN problem p ON p.id = r.id {_GIVEN}",
    "problem_step": f"SELECT r.id, u.code FROM problem_step r JOIN problem p "
    f"ON p.id = r.parent_id {_GIVEN}",
    "attachment": f"SELECT r.id, u.code FROM attachment r JOIN problem p "
    f"ON p.id = r.parent_id {_GIVEN}",
    # a sample and its chain concern the unit whose laboratory receives it
    "sample": "SELECT r.id, r.for_unit FROM sample r",
    "custody": "SELECT r.id, s.for_unit FROM custody r JOIN sample s ON s.id = r.parent_id",
    "lab_result": "SELECT r.id, s.for_unit FROM lab_result r JOIN sample s ON s.id = r.parent_id",
}
# These may lie in the journal of a unit beside the one that they concern.
_BESIDE: Final = (
    *_GIVES.values(),
    *(_SPEAKS[code] for code in _GIVES if code in _SPEAKS),
)
# A line put aside for its author stays where it was seen; others wait for an upgrade and go on.
_FOLDS: Final = (
    "NOT EXISTS (SELECT 1 FROM op_held d WHERE d.stream = o.stream AND d.seq = o.seq "
    "AND d.reason LIKE 'author.%')"
)


class DeliveryQueries(Reading):
    """Deliveries, arrivals, and lines by whom they concern."""

    def deliveries(self, kid: str = "") -> list[Delivery]:
        """Deliveries of one device, or of all, by number."""
        where, values = ("WHERE kid = ?", (kid,)) if kid else ("", ())
        with self._connect() as connection:
            rows = connection.exec_driver_sql(
                f"SELECT kid, no, created_ms, acked_ms, lines, blobs FROM delivery {where} "
                "ORDER BY kid, no",
                values,
            ).all()
        return [_delivery(*row) for row in rows]

    def unheard_deliveries(self) -> tuple[int, dict[str, int]]:
        """When the newest delivery was made, and by device the oldest without a word; UTC ms."""
        with self._connect() as connection:
            newest = connection.exec_driver_sql("SELECT max(created_ms) FROM delivery").scalar()
            rows = connection.exec_driver_sql(
                "SELECT kid, min(created_ms) FROM delivery WHERE acked_ms = 0 GROUP BY kid"
            )
            return int(newest or 0), {kid: at for kid, at in rows}

    def arrivals(self, issuer: str = "") -> list[Arrival]:
        """Parts of deliveries that came, by number and part."""
        where, values = ("WHERE issuer = ?", (issuer,)) if issuer else ("", ())
        with self._connect() as connection:
            rows = connection.exec_driver_sql(
                f"SELECT issuer, no, part, parts, received_ms FROM arrival {where} "
                "ORDER BY issuer, no, part",
                values,
            ).all()
        return [Arrival(*row) for row in rows]

    def spoken(self, stream: str) -> list[Spoken]:
        """Lines of ``stream`` in order, but those put aside for their author."""
        with self._connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT o.seq, o.rec, h.type, h.unit FROM op o JOIN record_head h ON h.rec = o.rec "
                f"WHERE o.stream = ? AND {_FOLDS} ORDER BY o.seq",
                (stream,),
            ).all()
            by_type: dict[str, set[str]] = defaultdict(set)
            for _seq, rec, type, _unit in rows:
                if type in _SPEAKS or type in _GIVES:
                    by_type[type].add(rec)
            others = _others(connection, by_type)
        return [
            Spoken(seq, rec, type, tuple(dict.fromkeys(u for u in (unit, *others[rec]) if u)))
            for seq, rec, type, unit in rows
        ]

    def streams_beside(self) -> dict[str, frozenset[str]]:
        """Journals by each other unit that a record in them was given to, or speaks of."""
        found: dict[str, set[str]] = defaultdict(set)
        with self._connect() as connection:
            for select in _BESIDE:
                rows = connection.exec_driver_sql(
                    f"WITH g(rec, unit) AS ({select}) SELECT DISTINCT g.unit, o.stream FROM g "
                    "JOIN record_head h ON h.rec = g.rec JOIN op o ON o.rec = g.rec "
                    "WHERE g.unit <> '' AND g.unit <> h.unit"
                )
                for unit, stream in rows:
                    found[unit].add(stream)
        return {unit: frozenset(streams) for unit, streams in found.items()}

    def places_of(self, recs: Iterable[str]) -> Iterator[tuple[str, int, str, int]]:
        """(stream, seq, rec, bytes) of every line of the records, but those put aside for
        their author."""
        for part in sliced(dict.fromkeys(recs)):
            with self._connect() as connection:
                rows = connection.exec_driver_sql(
                    "SELECT o.stream, o.seq, o.rec, length(o.raw) FROM op o "
                    f"WHERE o.rec IN ({marks(part)}) AND {_FOLDS}",
                    tuple(part),
                ).all()
            yield from ((row[0], row[1], row[2], row[3]) for row in rows)

    def cited(self, stream: str, seqs: Iterable[int]) -> list[tuple[str, str, int]]:
        """(sha256, role, bytes) of the files that these lines cite, each once."""
        found: dict[tuple[str, str], int] = {}
        with self._connect() as connection:
            for part in sliced(seqs):
                rows = connection.exec_driver_sql(
                    "SELECT sha256, role, bytes FROM blob_ref WHERE stream = ? "
                    f"AND seq IN ({marks(part)}) ORDER BY seq, role, sha256",
                    (stream, *part),
                )
                for sha256, role, size in rows:
                    found[sha256, role] = max(size, found.get((sha256, role), 0))
        return [(sha256, role, size) for (sha256, role), size in found.items()]


class DeliveryWork:
    """The same tables, written inside a unit of work."""

    _connection: Connection
    _topics: set[str]

    def put_delivery(self, row: Delivery) -> None:
        """Add or replace by device and number."""
        lines = {
            "epoch": row.epoch,
            "papers": row.papers,
            "streams": {stream: [list(s) for s in spans] for stream, spans in row.lines.items()},
        }
        values = (row.kid, row.no, row.created_ms, row.acked_ms, text_of(lines))
        self._write(upsert_sql(tables.delivery), (*values, text_of(list(row.blobs))))

    def put_arrival(self, row: Arrival) -> None:
        """Add or replace by issuer, number and part."""
        self._write(upsert_sql(tables.arrival), astuple(row))

    def adopt_stream(self, stream: str) -> None:
        """Count a stream as own: this device wrote it before it was restored."""
        head = load_stream(self._connection, stream)
        if head is not None and not head.own:
            head.own = True
            save_stream(self._connection, head)

    def _write(self, sql: str, values: tuple[object, ...]) -> None:
        self._connection.exec_driver_sql(sql, values)
        self._topics.add("exchange")


def _others(connection: Connection, by_type: dict[str, set[str]]) -> dict[str, list[str]]:
    """Units of the records that each of these records speaks of."""
    found: dict[str, list[str]] = defaultdict(list)
    for type, recs in sorted(by_type.items()):
        for select in (one[type] for one in (_SPEAKS, _GIVES) if type in one):
            for part in sliced(sorted(recs)):
                for rec, unit in _pairs(connection, select, part):
                    found[rec].append(unit)
    return found


def _pairs(connection: Connection, select: str, recs: Sequence[str]) -> list[tuple[str, str]]:
    rows = connection.exec_driver_sql(f"{select} WHERE r.id IN ({marks(recs)})", tuple(recs))
    return [(rec, unit) for rec, unit in rows if unit]


def _delivery(
    kid: str, no: int, created_ms: int, acked_ms: int, lines: str, blobs: str
) -> Delivery:
    said = json.loads(lines)
    return Delivery(
        kid=kid,
        no=no,
        created_ms=created_ms,
        acked_ms=acked_ms,
        epoch=said["epoch"],
        lines={
            stream: tuple((first, last) for first, last in spans)
            for stream, spans in said["streams"].items()
        },
        blobs=tuple(json.loads(blobs)),
        papers=said["papers"],
    )
