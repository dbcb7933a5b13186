"""What a store holds, in a few numbers that differ when anything differs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Connection

from patrol_app.domain.records import RECORD_TYPES
from patrol_app.services.backup_types import Totals

ROWS: Final = 1_000  # read at a time


def totals(connection: Connection) -> Totals:
    """Counts and digests of the store behind ``connection``, in one read transaction.

    ``head`` = sha256 of ``stream contiguous_upto last_seq link`` a line, by stream; ``fold`` =
    sha256 over every row of the heads and of each record type's table, by key.
    """
    counted = ("*) FROM op", "*) FROM record_head", "DISTINCT sha256) FROM blob_ref WHERE held")
    ops, records, blobs = (
        int(connection.exec_driver_sql(f"SELECT count({what}").scalar_one()) for what in counted
    )
    head = hashlib.sha256()
    for stream, upto, last, link in connection.exec_driver_sql(
        "SELECT stream, contiguous_upto, last_seq, link FROM stream ORDER BY stream"
    ):
        head.update(f"{stream} {upto} {last} {link.hex()}\n".encode("ascii"))
    return Totals(ops, records, blobs, head.hexdigest(), _fold(connection))


def _fold(connection: Connection) -> str:
    digest = hashlib.sha256()
    _add(digest, connection.exec_driver_sql("SELECT * FROM record_head ORDER BY rec"))
    _add(digest, connection.exec_driver_sql("SELECT * FROM conflict ORDER BY rec, field"))
    there = {
        row[0]
        for row in connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type='table'")
    }
    for kind in RECORD_TYPES:
        # an older copy lacks the tables of types that came since
        if kind.code in there:
            digest.update(kind.code.encode("ascii"))
            _add(digest, connection.exec_driver_sql(f'SELECT * FROM "{kind.code}" ORDER BY id'))
    return digest.hexdigest()


def _add(digest: Any, rows: Iterable[Any]) -> None:
    for row in rows:
        digest.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))


def held_blobs(connection: Connection) -> list[str]:
    """Hashes of the files that records cite and that were held, ascending."""
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT sha256 FROM blob_ref WHERE held ORDER BY sha256"
    )
    return [row[0] for row in rows]
