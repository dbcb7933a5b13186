"""The audit table: who looked at what, chained by hash so that a cut shows.

``hash_n = sha256("HL-audit-1" | u64 n | hash_{n-1} | JCS {at, detail, what})``, hash_0 zeros
(reliability design, section 6).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from patrol_app.domain.journal.canonical import canonical
from patrol_app.storage import tables
from patrol_app.storage.sqltext import insert_sql, text_of

ZERO = bytes(32)


def add(connection: Connection, at_ms: int, what: str, detail: Mapping[str, Any]) -> None:
    """Append one row.

    Args:
        at_ms: UTC ms.
        what: short word of the deed.
        detail: ids and counts only.
    """
    n, before = head(connection)
    value = _hash(n + 1, before, at_ms, what, dict(detail))
    connection.exec_driver_sql(
        insert_sql(tables.audit), (n + 1, at_ms, what, text_of(dict(detail)), value)
    )


def head(connection: Connection) -> tuple[int, bytes]:
    """Number and hash of the last row; (0, zeros) of an empty table."""
    row = connection.exec_driver_sql("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1").first()
    return (0, ZERO) if row is None else (row[0], row[1])


def broken(connection: Connection) -> list[int]:
    """Numbers of rows whose hash or place in the chain is wrong."""
    found, before, expected = [], ZERO, 1
    rows = connection.exec_driver_sql("SELECT n, at_ms, what, detail, hash FROM audit ORDER BY n")
    for n, at_ms, what, detail, value in rows:
        if n != expected or value != _hash(n, before, at_ms, what, json.loads(detail)):
            found.append(n)
        before, expected = value, n + 1
    return found


def _hash(n: int, before: bytes, at_ms: int, what: str, detail: dict[str, Any]) -> bytes:
    body = canonical({"at": at_ms, "detail": detail, "what": what})
    return hashlib.sha256(b"HL-audit-1" + n.to_bytes(8, "big") + before + body).digest()
