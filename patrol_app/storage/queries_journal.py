"""Reading the journal: lines, streams and their gaps, held ops, conflicts, cited blobs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from patrol_app.domain.journal.graph_order import AnyOp
from patrol_app.domain.journal.link import ZERO_LINK
from patrol_app.domain.records import RECORD_TYPES
from patrol_app.services.ports import HeldOp, JournalLine, StreamInfo
from patrol_app.storage.journal import load_ops
from patrol_app.storage.reading import Reading
from patrol_app.storage.sqltext import marks, sliced

_LINE = "SELECT stream, seq, rec, type, op_hash, raw, link FROM op"
_EVIDENCE = tuple(kind.code for kind in RECORD_TYPES if kind.evidence)
_LINES_AT_ONCE = 500
# A citation tells where to look; that the file still stands there the record itself tells.
_HOLDERS = (
    "SELECT b.sha256, b.type, p.id, p.number FROM blob_ref b "
    "JOIN patrol p ON p.id = b.rec AND NOT p.deleted AND instr(p.legs, b.sha256) "
    "WHERE b.role = 'source' AND b.sha256 IN ({marks})",
    "SELECT b.sha256, b.type, a.id, a.number FROM blob_ref b "
    "JOIN attachment a ON a.id = b.rec AND NOT a.deleted AND a.sha256 = b.sha256 "
    "WHERE b.role = 'original' AND b.sha256 IN ({marks})",
)


class JournalQueries(Reading):
    """Ops as they stand, and what is missing."""

    def units_of(self, recs: Iterable[str]) -> dict[str, str]:
        """Unit code of each known record; empty while the op that states it is absent."""
        found: dict[str, str] = {}
        with self._connect() as connection:
            for part in sliced(dict.fromkeys(recs)):
                rows = connection.exec_driver_sql(
                    f"SELECT rec, unit FROM record_head WHERE rec IN ({marks(part)})", tuple(part)
                )
                found.update((rec, unit) for rec, unit in rows)
        return found

    def said_of(self, recs: Iterable[str]) -> list[tuple[str, str, str]]:
        """(id, target, unit) of the reviews and seals of ``recs`` that were not taken back."""
        found: list[tuple[str, str, str]] = []
        with self._connect() as connection:
            for part in sliced(dict.fromkeys(recs)):
                for table in ("review", "seal"):
                    rows = connection.exec_driver_sql(
                        f"SELECT id, target, unit FROM {table} "
                        f"WHERE target IN ({marks(part)}) AND deleted = 0 ORDER BY id",
                        tuple(part),
                    )
                    found += [(rec, target, unit) for rec, target, unit in rows]
        return found

    def ops(self, rec: str) -> list[AnyOp]:
        """Every op of one record that folds, in no particular order."""
        with self._connect() as connection:
            return load_ops(connection, [rec]).get(rec, [])

    def history(self, rec: str) -> list[JournalLine]:
        """Every op of one record in arrival order."""
        with self._connect() as connection:
            rows = connection.exec_driver_sql(f"{_LINE} WHERE rec = ? ORDER BY arrived", (rec,))
            return [_line(row) for row in rows]

    def conflicts(self, rec: str) -> list[Mapping[str, Any]]:
        """Open conflicts: field, winner and losers with value, actor, stream and hlc."""
        with self._connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT field, winner, losers FROM conflict WHERE rec = ? ORDER BY field", (rec,)
            )
            return [
                {"field": field, "winner": json.loads(winner), "losers": json.loads(losers)}
                for field, winner, losers in rows
            ]

    def streams(self) -> list[StreamInfo]:
        """All streams held, own first."""
        with self._connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT stream, unit, device_no, kid, own, contiguous_upto, last_seq, link, "
                "frozen_at FROM stream ORDER BY own DESC, unit, device_no, stream"
            ).all()
            return [
                StreamInfo(
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
                for row in rows
            ]

    def last_seq(self, stream: str) -> int:
        """The highest seq held of ``stream``; 0 where nothing is."""
        with self._connect() as connection:
            found = connection.exec_driver_sql(
                "SELECT last_seq FROM stream WHERE stream = ?", (stream,)
            )
            return found.scalar() or 0

    def lines(self, stream: str, first: int, last: int) -> Iterator[JournalLine]:
        """Ops ``first..last`` of ``stream`` in order, read some hundred at a time."""
        after = first - 1
        while True:
            with self._connect() as connection:
                rows = connection.exec_driver_sql(
                    f"{_LINE} WHERE stream = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?",
                    (stream, after, last, _LINES_AT_ONCE),
                ).all()
            yield from map(_line, rows)
            if len(rows) < _LINES_AT_ONCE:
                return
            after = rows[-1][1]

    def held(self) -> list[HeldOp]:
        """Ops put aside."""
        with self._connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT h.stream, h.seq, h.rec, h.type, h.reason, o.raw FROM op_held h "
                "JOIN op o ON o.stream = h.stream AND o.seq = h.seq ORDER BY o.arrived"
            )
            return [HeldOp(*row) for row in rows]

    def blobs_of(self, stream: str, first: int, last: int) -> list[tuple[str, str, int]]:
        """(sha256, role, bytes) of blobs cited by those ops: track, source, travel, original."""
        with self._connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT sha256, role, max(bytes) FROM blob_ref "
                "WHERE stream = ? AND seq BETWEEN ? AND ? GROUP BY sha256, role "
                "ORDER BY min(seq), role, sha256",
                (stream, first, last),
            )
            return [(sha256, role, size) for sha256, role, size in rows]

    def holders(self, hashes: Iterable[str]) -> dict[str, tuple[str, str, str]]:
        """(type, id, number) of the standing record that each imported file belongs to."""
        found: dict[str, tuple[str, str, str]] = {}
        with self._connect() as connection:
            for part in sliced(dict.fromkeys(hashes)):
                for statement in _HOLDERS:
                    rows = connection.exec_driver_sql(
                        statement.format(marks=marks(part)), tuple(part)
                    )
                    found.update((sha, (kind, rec, number)) for sha, kind, rec, number in rows)
        return found

    def missing_blobs(self) -> list[tuple[str, str, str]]:
        """(sha256, type, rec) of cited tracks, travel copies, evidence and datasets not held.

        A film has no travel copy: its original travels. Deleted records want nothing, neither
        does a leg or copy that no longer stands.
        """
        evidence = ", ".join(f"'{code}'" for code in _EVIDENCE)
        statement = f"""
            SELECT DISTINCT b.sha256, b.type, b.rec FROM blob_ref b
            JOIN patrol p ON p.id = b.rec AND NOT p.deleted
            WHERE NOT b.held AND b.role = 'track' AND instr(p.legs, b.sha256)
            UNION
            SELECT DISTINCT b.sha256, b.type, b.rec FROM blob_ref b
            JOIN attachment a ON a.id = b.rec AND NOT a.deleted
            WHERE NOT b.held AND (b.role = 'travel' AND instr(a.derived, b.sha256)
                OR b.role = 'original' AND a.sha256 = b.sha256
                    AND (a.parent_type IN ({evidence}) OR a.role = 'video'))
            UNION
            SELECT DISTINCT b.sha256, b.type, b.rec FROM blob_ref b
            JOIN dataset d ON d.id = b.rec AND NOT d.deleted AND d.sha256 = b.sha256
            WHERE NOT b.held AND b.role = 'dataset'
            ORDER BY 3, 1"""
        with self._connect() as connection:
            rows = connection.exec_driver_sql(statement).all()
        return [(sha, kind, rec) for sha, kind, rec in rows if not self._has_blob(sha)]


def _line(row: Any) -> JournalLine:
    stream, seq, rec, kind, op_hash, raw, link = row
    return JournalLine(stream, seq, rec, kind, op_hash.hex(), raw, link.hex() if link else "")


def gaps(connection: Connection, stream: str, upto: int) -> tuple[tuple[int, int], ...]:
    """Inclusive ranges absent between ``upto`` and the highest seq held."""
    rows = connection.exec_driver_sql(
        """
        SELECT before + 1, seq - 1 FROM (
            SELECT seq, lag(seq, 1, ?) OVER (ORDER BY seq) AS before
            FROM op WHERE stream = ? AND seq > ?)
        WHERE seq > before + 1 ORDER BY seq""",
        (upto, stream, upto),
    )
    return tuple((first, last) for first, last in rows)
