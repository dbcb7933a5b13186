"""Files kept aside: what is known of each, and what a person decides (sync.md §6, §9).

A file stays where it is whatever is decided: nothing is deleted. Taking one runs the same steps
as receiving, with the signature checked, but past a revocation, a closed journal or a date.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.device_types import AsideRow
from patrol_app.services.exchange_types import ReceivedItem
from patrol_app.services.paper_ports import Decision
from patrol_app.services.ports import BundleIn, Queries
from patrol_app.sync import intake
from patrol_app.sync.desk import Desk
from patrol_app.sync.gathering import Given
from patrol_app.sync.keyring import REVOKED, Keyring
from patrol_app.sync.receiving import Receiving

UNDECIDED = ("quarantined", "held")
TAKEABLE = ("bundle.revoked", "bundle.closed", "bundle.expired", "bundle.early", "bundle.rejected")


class Quarantine:
    """The desk for files kept aside.

    Args:
        desk: this store.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def list(self, *, decided: bool = False) -> tuple[AsideRow, ...]:
        """Files that wait for a decision, newest first; with ``decided`` the others too."""
        queries = self._desk.store.queries
        made = queries.decisions()
        return tuple(
            _row(queries, row, made.get(row.sha256))
            for row in queries.bundles_in()
            if row.status in UNDECIDED or (decided and row.sha256 in made)
        )

    def find(self, name: str) -> BundleIn:
        """A file kept aside by the beginning of its sha256, or by its name.

        Raises:
            UserError: ``quarantine.unknown``, ``quarantine.several``.
        """
        text = name.strip()
        rows = [r for r in self._desk.store.queries.bundles_in() if r.status != "done" or r.path]
        found = [r for r in rows if r.sha256.startswith(text.lower())] if len(text) > 5 else []
        found = found or [r for r in rows if r.name == text]
        if not found:
            raise UserError("quarantine.unknown", N_("No file {name} is kept aside."), name=text)
        if len(found) > 1:
            raise UserError("quarantine.several", N_("Several files fit: name it by its sum."))
        return found[0]

    def take(self, name: str, *, upto: int | None = None, note: str = "") -> ReceivedItem:
        """Let a file count, whole or up to an entry.

        Args:
            name: as :meth:`find`.
            upto: last entry that counts; None = all.
            note: why, kept with the decision.

        Raises:
            UserError: ``quarantine.not_takeable`` for an unknown sender or a forged history;
                ``quarantine.upto``; what the import refuses.
        """
        actor = self._desk.session.actor
        actor.need("devices")
        row = self.find(name)
        if row.kind != "up" or row.reason not in TAKEABLE:
            raise UserError(
                "quarantine.not_takeable",
                N_("This file cannot be taken: its sender or its history does not hold."),
            )
        if upto is not None and not row.from_seq <= upto <= row.upto_seq:
            raise UserError(
                "quarantine.upto",
                N_("The file holds the entries {first} to {last}."),
                field="upto",
                first=row.from_seq,
                last=row.upto_seq,
            )
        path = self._file(row)
        receiving = Receiving(self._desk)
        with (
            self._desk.spooled(path) as spooled,
            spooled.path.open("rb") as stream,
            self._desk.scratch() as scratch,
        ):
            checked = intake.check(self._desk.store.queries, stream, scratch, decided=True)
            whole = replace(checked, upto=upto)
            outcome = receiving.take_checked(Given(path, True, row.name), spooled, whole)
        last = row.upto_seq if upto is None else upto
        self._decided(replace(row, status="done"), "take", f"{last} {note}".strip())
        return outcome.item

    def reject(self, name: str, *, note: str) -> None:
        """Decide that a file does not count; it is kept.

        Raises:
            UserError: ``quarantine.note``: a reason is wanted.
        """
        self._desk.session.actor.need("devices")
        row = self.find(name)
        if not note.strip():
            raise UserError("quarantine.note", N_("Say why, in a few words."), field="note")
        if row.status == "done":
            raise UserError("quarantine.taken", N_("The file was taken already."))
        self._decided(replace(row, status="rejected"), "reject", note.strip())

    def _decided(self, row: BundleIn, word: str, note: str) -> None:
        person = self._desk.session.actor.id
        now = self._desk.clock.now_ms()
        with self._desk.store.begin(N_("deciding about a file")) as work:
            held = work.queries.bundle_in(row.sha256) or row
            work.put_bundle_in(
                replace(held, status=row.status, path=row.path, reason=row.reason, name=row.name)
            )
            work.put_decision(Decision(row.sha256, word, person, now, note))
            work.audit("quarantine." + word, {"sha256": row.sha256, "person": person})
            changes = work.commit()
        self._desk.publish(changes)

    def _file(self, row: BundleIn) -> Path:
        path = Path(row.path)
        if not row.path or not path.is_file():
            raise UserError(
                "quarantine.gone", N_("The file itself is not here any more: ask for it again.")
            )
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        if digest != row.sha256:
            raise UserError("quarantine.changed", N_("The file was changed since it came."))
        return path


def _row(queries: Queries, row: BundleIn, decision: Decision | None) -> AsideRow:
    device = Keyring(queries).device_of(row.kid)
    mark = queries.stream_marks().get(row.stream)
    after = mark.revoked_after if mark else None
    if after is None and device and device.status == REVOKED:
        after = 0
    path = Path(row.path) if row.path else None
    return AsideRow(
        sha256=row.sha256,
        name=row.name,
        kind=row.kind,
        unit=row.unit,
        kid=row.kid,
        stream=row.stream,
        first=row.from_seq,
        upto=row.upto_seq,
        status=row.status,
        reason=row.reason,
        received_ms=row.received_ms,
        device_no=device.device_no if device else "",
        bytes=path.stat().st_size if path and path.is_file() else 0,
        beyond=after + 1 if after is not None and after >= row.from_seq else 0,
        can_take=row.kind == "up" and row.reason in TAKEABLE,
        decision=decision.decision if decision else "",
        person=decision.person if decision else "",
        decided_ms=decision.at_ms if decision else 0,
        note=decision.note if decision else "",
    )
