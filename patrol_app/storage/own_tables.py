"""Writes to the store's own tables: identity, devices, bundles, receipts, drafts, numbers."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, Table

from patrol_app.services.ports import (
    BundleIn,
    BundleOut,
    DeviceInfo,
    FormDraft,
    Identity,
    ReceiptRow,
    UserState,
)
from patrol_app.storage import tables
from patrol_app.storage.sqltext import text_of, upsert_sql


def take_numbers(connection: Connection, letter: str, yymmdd: str, count: int) -> int:
    """Reserve ``count`` sequence numbers of a day; the last of them."""
    found = connection.exec_driver_sql(
        "INSERT INTO number_seq (letter, yymmdd, last) VALUES (?, ?, ?) "
        "ON CONFLICT (letter, yymmdd) DO UPDATE SET last = last + excluded.last RETURNING last",
        (letter, yymmdd, count),
    )
    return int(found.scalar_one())


def put_meta(connection: Connection, key: str, value: str) -> None:
    """Set a value of the store's own table."""
    _put(connection, tables.meta, {"key": key, "value": value})


def put_secret(connection: Connection, key: str, value: bytes) -> None:
    """Keep a key inside the store."""
    _put(connection, tables.secret, {"key": key, "value": value})


def put_identity(connection: Connection, identity: Identity) -> None:
    """Set who this store is."""
    _put(connection, tables.identity, {"id": 1, **asdict(identity)})


def present_stream(connection: Connection) -> str | None:
    """The stream that own ops go to; None before the set-up."""
    return connection.exec_driver_sql("SELECT stream FROM identity").scalar()


def put_device(connection: Connection, device: DeviceInfo) -> None:
    """Add or replace by ``kid``."""
    _put(connection, tables.device, asdict(device))


def put_bundle_in(connection: Connection, row: BundleIn) -> None:
    """Add or replace by digest."""
    _put(connection, tables.bundle_in, asdict(row))


def put_bundle_out(connection: Connection, row: BundleOut) -> None:
    """Add one."""
    _put(connection, tables.bundle_out, asdict(row))


def put_receipt(connection: Connection, row: ReceiptRow) -> bool:
    """Keep it if its generation is newer than the issuer's last for the stream."""
    old = connection.exec_driver_sql(
        "SELECT generation FROM receipt WHERE issuer_unit = ? AND stream = ?",
        (row.issuer_unit, row.stream),
    ).scalar()
    if old is not None and old >= row.generation:
        return False
    _put(connection, tables.receipt, asdict(row))
    return True


def put_draft(connection: Connection, draft: FormDraft) -> None:
    """Keep a form being typed."""
    values = asdict(replace(draft, body=dict(draft.body)))
    values["user_id"] = values.pop("user")
    _put(connection, tables.draft, values)


def drop_draft(connection: Connection, user: str, type: str, rec: str) -> None:
    """Forget a form being typed."""
    connection.exec_driver_sql(
        "DELETE FROM draft WHERE user_id = ? AND type = ? AND rec = ?", (user, type, rec)
    )


def put_user(connection: Connection, state: UserState) -> None:
    """Add or replace by person."""
    _put(connection, tables.user_state, asdict(state))


def _put(connection: Connection, table: Table, values: dict[str, Any]) -> None:
    row = []
    for column in table.columns:
        value = values[column.name]
        row.append(text_of(value) if isinstance(value, tuple | list | dict) else value)
    connection.exec_driver_sql(upsert_sql(table), tuple(row))
