"""Reading the store's own tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, select

from patrol_app.errors import EnvironmentFault
from patrol_app.i18n import N_
from patrol_app.services.ports import (
    AuditRow,
    BundleIn,
    BundleOut,
    DeviceInfo,
    FormDraft,
    Identity,
    ReceiptRow,
    UserState,
)
from patrol_app.storage import audit, tables
from patrol_app.storage.reading import Reading


class OwnQueries(Reading):
    """Identity, keys, devices, bundles, receipts, drafts and rule values."""

    def identity(self) -> Identity:
        """Who this store is.

        Raises:
            EnvironmentFault: ``store.no_identity``: the first start was not finished.
        """
        rows = self._rows(tables.identity)
        if not rows:
            raise EnvironmentFault(
                "store.no_identity", N_("This data folder is not set up yet. Finish the set-up.")
            )
        values = {name: value for name, value in rows[0].items() if name != "id"}
        return Identity(**values)

    def meta(self, key: str) -> str | None:
        """A value of the store's own table (``hlc``, ``city_time_seen`` ...)."""
        with self._connect() as connection:
            found = connection.exec_driver_sql("SELECT value FROM meta WHERE key = ?", (key,))
            return found.scalar()

    def secret(self, key: str) -> bytes | None:
        """A key kept inside the store (``device_sign``, ``device_age``, ``import_age`` ...)."""
        with self._connect() as connection:
            found = connection.exec_driver_sql("SELECT value FROM secret WHERE key = ?", (key,))
            return found.scalar()

    def audited(self, head: str) -> bool:
        """Whether the audit table holds a row with the hash ``head`` (64 hex digits)."""
        with self._connect() as connection:
            found = connection.exec_driver_sql(
                "SELECT 1 FROM audit WHERE hash = ?", (bytes.fromhex(head),)
            )
            return found.first() is not None

    def audit_rows(self, below: int = 0, limit: int = 200) -> list[AuditRow]:
        """Rows of the audit table, newest first; ``below`` > 0: only those under that number."""
        table = tables.audit
        wanted = select(table).order_by(table.c.n.desc()).limit(limit)
        if below:
            wanted = wanted.where(table.c.n < below)
        with self._connect() as connection:
            rows = connection.execute(wanted).all()
        return [AuditRow(row.n, row.at_ms, row.what, json.loads(row.detail)) for row in rows]

    def audit_broken(self) -> list[int]:
        """Numbers of audit rows whose hash or place in the chain is wrong."""
        with self._connect() as connection:
            return audit.broken(connection)

    def user_states(self) -> dict[str, UserState]:
        """What this folder knows of its users, by person id."""
        return {row["person"]: UserState(**row) for row in self._rows(tables.user_state)}

    def devices(self) -> list[DeviceInfo]:
        """Enrolled devices and issuers."""
        return [
            DeviceInfo(**{**row, "streams": tuple(json.loads(row["streams"]))})
            for row in self._rows(tables.device, tables.device.c.kid)
        ]

    def bundles_in(self) -> list[BundleIn]:
        """Received bundles, newest first."""
        table = tables.bundle_in
        found = self._rows(table, table.c.received_ms.desc(), table.c.sha256)
        return [BundleIn(**row) for row in found]

    def bundle_in(self, sha256: str) -> BundleIn | None:
        """The received bundle with this digest."""
        table = tables.bundle_in
        with self._connect() as connection:
            row = connection.execute(select(table).where(table.c.sha256 == sha256)).first()
        return None if row is None else BundleIn(**row._mapping)

    def bundles_out(self) -> list[BundleOut]:
        """Written bundles, newest first."""
        table = tables.bundle_out
        return [
            BundleOut(**{**row, "to": tuple(json.loads(row["to"]))})
            for row in self._rows(table, table.c.created_ms.desc(), table.c.sha256)
        ]

    def receipts(self) -> list[ReceiptRow]:
        """Newest receipt per issuer and own stream."""
        table = tables.receipt
        return [_receipt(row) for row in self._rows(table, table.c.issuer_unit, table.c.stream)]

    def drafts(self, user: str) -> list[FormDraft]:
        """Forms being typed by ``user``, the newest first."""
        table = tables.draft
        with self._connect() as connection:
            rows = connection.execute(
                select(table)
                .where(table.c.user_id == user)
                .order_by(table.c.saved_ms.desc(), table.c.rec)
            ).all()
        return [
            FormDraft(row.user_id, row.type, row.rec, json.loads(row.body), row.saved_ms)
            for row in rows
        ]

    def rule_rows(self) -> list[Mapping[str, Any]]:
        """Edited rule values; empty while the built-in ones stand."""
        table = tables.rule_row
        return list(self._rows(table, table.c.key, table.c.region, table.c.valid_from))

    def _rows(self, table: Table, *order: Any) -> list[dict[str, Any]]:
        with self._connect() as connection:
            found = connection.execute(select(table).order_by(*order)).mappings().all()
        return [dict(row) for row in found]


def _receipt(row: dict[str, Any]) -> ReceiptRow:
    return ReceiptRow(
        issuer_unit=row["issuer_unit"],
        issuer_level=row["issuer_level"],
        stream=row["stream"],
        contiguous_upto=row["contiguous_upto"],
        link=row["link"],
        generation=row["generation"],
        issued_ms=row["issued_ms"],
        missing=tuple((first, last) for first, last in json.loads(row["missing"])),
        held=tuple(json.loads(row["held"])),
        wanted=tuple(json.loads(row["wanted"])),
        flags=tuple(json.loads(row["flags"])),
    )
