"""Personal data in the clear, tracks of other units, and the list of who saw what.

Every such view leaves a row in the chained audit table: ids and counts only (reliability
design, section 6).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import ValidationError

from patrol_app.domain.base import Record
from patrol_app.domain.blurring import blurred
from patrol_app.domain.fields import specs
from patrol_app.domain.instant import beijing
from patrol_app.domain.masking import masked_name
from patrol_app.domain.records import known, record_type
from patrol_app.domain.records.attachment import Attachment
from patrol_app.domain.registry import RecordType
from patrol_app.domain.rules.filled import is_empty
from patrol_app.errors import UserError
from patrol_app.events import EventBus
from patrol_app.i18n import N_, _
from patrol_app.services.ports import AuditRow, Clock, Store, Stored
from patrol_app.services.session import Actor
from patrol_app.services.value_words import from_json

COUNTERSIGNED = "audit.seen."  # + unit: the audit head that its last receipt sent back
# What the rows of the audit table say, by their short word.
DEEDS: Mapping[str, str] = {
    "user.login": N_("Began to act"),
    "user.pin": N_("PIN set"),
    "user.pin_off": N_("PIN taken away"),
    "user.pin_wrong": N_("Wrong PIN"),
    "user.password": N_("Password set"),
    "user.password_wrong": N_("Wrong password"),
    "user.recovered": N_("Password set by the recovery key"),
    "user.retire": N_("User retired"),
    "user.reopen": N_("User admitted again"),
    "vault.device_off": N_("Password asked at every start"),
    "vault.device_on": N_("Opens without a password again"),
    "private.view": N_("Personal data seen"),
    "private.export": N_("Personal data written to a file"),
    "track.view": N_("Track of another unit seen"),
    "recovery.confirmed": N_("Recovery file taken away"),
    "recovery.answered": N_("Answered a request for a forgotten password"),
    "enrol.accept": N_("Enrolment accepted"),
    "enrol.grant": N_("Device enrolled"),
    "exchange.export": N_("Packages written"),
    "exchange.receive": N_("Packages taken in"),
    "exchange.held": N_("Package held until the upgrade"),
    "exchange.quarantined": N_("Package put aside"),
    "base.import": N_("Base data imported"),
    "dataset.load": N_("Base data took effect"),
    "dataset.refused": N_("Base data refused"),
    "profile": N_("City profile chosen"),
    "paper.private": N_("Paper with an ID number made"),
    "paper.out": N_("Paper or list written or printed"),
    "case.evidence": N_("Evidence package made"),
    "setting.change": N_("Setting changed"),
    "conflict.settle": N_("Conflict settled"),
    "conflict.undo": N_("Settlement taken back"),
    "backup.make": N_("Backup made and proved"),
    "backup.prove": N_("Backup proved"),
    "backup.restore": N_("Everything restored from a backup"),
    "backup.record": N_("Record brought back from a backup"),
    "backup.file": N_("File fetched from a backup"),
    "backup.look": N_("Stored files looked at"),
    "erase": N_("Personal data erased"),
    "exchange.epoch": N_("New numbering of a device"),
    "exchange.deliver": N_("Package for a unit below written"),
    "exchange.base": N_("Base-data package written"),
    "exchange.installer": N_("Program added to the base data"),
    "exchange.papers": N_("Certificates and roots taken in"),
    "exchange.released": N_("Entries taken in after the upgrade"),
    "exchange.new_journal": N_("New journal begun"),
    "exchange.carry": N_("Package for somebody else kept"),
    "exchange.carry_drop": N_("Package handed on put away"),
    "exchange.hand_on": N_("Packages of others handed on"),
    "device.confirm": N_("Device confirmed"),
    "device.revoke": N_("Revoke device"),
    "device.unfreeze": N_("Decided between two histories"),
    "root.key": N_("Root key written to a file"),
    "root.rotate": N_("Root keys changed"),
    "root.recovered": N_("City founded anew from its recovery file"),
}


@dataclass(frozen=True)
class AuditLine:
    """One row of the audit table in words.

    Attributes:
        n: its number; at_ms: UTC ms; what: short word; deed: sentence.
        who: name of the acting person, or empty where the row names none; whom: of the person
            it was done to.
        detail: ids and counts.
    """

    n: int
    at_ms: int
    what: str
    deed: str
    who: str
    whom: str
    detail: Mapping[str, Any]


class Privacy:
    """What is shown in the clear, and what was.

    Args:
        store: the open data folder.
        clock: the device's clocks.
        bus: told what changed (topic ``audit``).
    """

    def __init__(self, store: Store, clock: Clock, bus: EventBus) -> None:
        self._store, self._clock, self._bus = store, clock, bus
        self._noted: set[tuple[str, str, str]] = set()

    def reveal(self, actor: Actor, type: str, rec: str) -> Mapping[str, Any]:
        """The personal data of a record in the clear; the view is written down.

        Args:
            actor: who looks.
            type: record type code.
            rec: record id.

        Returns:
            Field name -> value of the filled private fields.

        Raises:
            UserError: ``session.forbidden``, ``record.unknown``.
        """
        actor.need("private")
        stored = self._store.queries.get(type, rec)
        if stored is None:
            raise UserError("record.unknown", N_("No record is called {name}"), name=rec)
        found = private_values(stored)
        self.seen(actor, type, [stored])
        return found

    def seen(self, actor: Actor, type: str, rows: Sequence[Stored]) -> None:
        """Write down that ``actor`` saw the personal data of some records.

        Args:
            actor: who looked.
            type: record type code of all.
            rows: the records; without anything that is kept from others nothing is written.
        """
        shown = [row.record.id for row in rows if has_private(self._store.queries, row)]
        if not shown:
            return
        detail: dict[str, Any] = {"actor": actor.id, "type": type, "count": len(shown)}
        if len(shown) == 1:
            detail["rec"] = shown[0]
        self._write("private.view", detail)

    def track_seen(self, actor: Actor, rec: str) -> bool:
        """Write down a look at a patrol of another unit, once a day for each person and patrol.

        Args:
            actor: who looks.
            rec: id of the patrol.

        Returns:
            Whether a row was written.
        """
        stored = self._store.queries.get("patrol", rec)
        if stored is None or stored.record.unit == self._store.queries.identity().unit:
            return False
        key = (actor.id, rec, beijing(self._clock.now_ms()).strftime("%Y-%m-%d"))
        if key in self._noted:
            return False
        self._noted.add(key)
        unit = stored.record.unit
        self._write("track.view", {"actor": actor.id, "rec": rec, "unit": unit})
        return True

    def paper_out(self, actor: Actor, paper: str, count: int, way: str) -> None:
        """Write down that a paper, list or map went out.

        Args:
            actor: who.
            paper: code of the paper.
            count: papers, rows or records on it.
            way: ``file`` or ``printer``.
        """
        detail = {"actor": actor.id, "paper": paper, "count": count, "way": way}
        self._write("paper.out", detail)

    def setting_changed(self, actor: Actor, name: str) -> None:
        """Write down that an option of this machine was changed; its value stays out."""
        self._write("setting.change", {"actor": actor.id, "option": name})

    def note_recovery(self, actor: Actor, *, compared: bool) -> None:
        """Write down that a station's forgotten password is helped.

        Args:
            actor: who answers; needs the right ``users``.
            compared: the request's digits were read out and compared.

        Raises:
            UserError: ``session.forbidden``.
        """
        actor.need("users")
        self._write("recovery.answered", {"actor": actor.id, "compared": compared})

    def audit(self, actor: Actor, below: int = 0, limit: int = 200) -> list[AuditLine]:
        """Rows of the audit table, newest first.

        Args:
            actor: who reads.
            below: only rows under this number; 0 begins at the newest.
            limit: at most so many.

        Raises:
            UserError: ``session.forbidden``.
        """
        actor.need("audit")
        rows = self._store.queries.audit_rows(below, limit)
        persons = {one for row in rows for one in (_who(row), _whom(row))} - {""}
        names = self._store.queries.names("person", persons)
        return [
            AuditLine(
                row.n,
                row.at_ms,
                row.what,
                _(DEEDS[row.what]) if row.what in DEEDS else row.what,
                names.get(_who(row), ""),
                names.get(_whom(row), ""),
                row.detail,
            )
            for row in rows
        ]

    def audit_broken(self, actor: Actor) -> list[int]:
        """Numbers of audit rows that were changed or cut; empty = the chain holds.

        Raises:
            UserError: ``session.forbidden``.
        """
        actor.need("audit")
        return self._store.queries.audit_broken()

    def audit_cut(self, actor: Actor) -> list[str]:
        """Units above that have seen audit rows which are here no longer; empty = none.

        Raises:
            UserError: ``session.forbidden``.
        """
        actor.need("audit")
        queries = self._store.queries
        units = sorted({row.issuer_unit for row in queries.receipts()})
        heads = {unit: queries.meta(COUNTERSIGNED + unit) for unit in units}
        return [unit for unit, head in heads.items() if head and not queries.audited(head)]

    def _write(self, what: str, detail: Mapping[str, Any]) -> None:
        with self._store.begin(N_("writing down a view")) as work:
            work.audit(what, detail)
            changes = work.commit()
        self._bus.publish(changes)


def need_filters(actor: Actor, kind: RecordType, names: Iterable[str]) -> None:
    """Refuse filters by personal data or a guarded place without leave: counts would tell it.

    Raises:
        UserError: ``session.forbidden``.
    """
    private = {spec.external for spec in specs(kind.cls).values() if spec.ui.private}
    private |= {specs(kind.cls)[name].external for name in kind.hides}
    if private & set(names):
        actor.need("private")


def shown_names(queries: TitleQueries, type: str, recs: Iterable[str]) -> dict[str, str]:
    """Titles of records that other records name; of parties in part, whoever looks.

    Whoever may see personal data opens the party itself, which is written down.

    Args:
        queries: of the open store.
        type: record type code of what is named.
        recs: record ids; unknown ones are left out.
    """
    names = queries.names(type, recs)
    if record_type(type).private:
        return {rec: masked_name(name) for rec, name in names.items()}
    return names


class RecordQueries(Protocol):
    """What a record's own record is read from."""

    def get(self, type: str, rec: str) -> Stored | None:
        """The record, or None."""


class TitleQueries(Protocol):
    """What titles are read from."""

    def names(self, type: str, recs: Iterable[str]) -> dict[str, str]:
        """Title of each record id."""


def private_values(stored: Stored) -> dict[str, Any]:
    """The filled fields of a record that hold personal data."""
    return {
        name: value
        for name, spec in specs(record_type(stored.type).cls).items()
        if spec.ui.private and not is_empty(value := getattr(stored.record, name))
    }


def has_private(queries: RecordQueries, stored: Stored) -> bool:
    """Whether something of a record is kept from those without the right ``private``."""
    return bool(private_values(stored)) or told_record(queries, stored) != stored.record


def told_record(queries: RecordQueries, stored: Stored) -> Record:
    """The record as others learn it; a photo tells no more of a place than what it hangs on."""
    record = stored.record
    if isinstance(record, Attachment) and _of_guarded(queries, record):
        return record.edited(position=blurred(record.position))
    guarded: Record = record_type(stored.type).guarded(record)
    return guarded


def _of_guarded(queries: RecordQueries, photo: Attachment) -> bool:
    """Whether the record that a photo hangs on keeps its place to itself."""
    if not known(photo.parent_type) or not record_type(photo.parent_type).hides:
        return False
    parent = queries.get(photo.parent_type, photo.parent_id or "")
    return parent is not None and bool(concealed(parent))


def concealed(
    stored: Stored,
    sides: Iterable[tuple[str, Any]] = (),
    queries: RecordQueries | None = None,
) -> frozenset[str]:
    """Fields of a record whose values others do not learn, filled or not.

    Args:
        stored: the record.
        sides: (field, value as an op holds it) that stand against those of the record: one of
            them may be what makes it sensitive.
        queries: of the open store: a photo hides its place where its record does.
    """
    kind = record_type(stored.type)
    if isinstance(stored.record, Attachment):
        hides = queries is not None and _of_guarded(queries, stored.record)
        return frozenset({"position"} if hides else ())
    if not kind.hides:
        return frozenset()
    record = stored.record
    try:
        ways = [record, *(record.edited(**from_json(kind.cls, {k: v})) for k, v in sides)]
        hides = any(kind.guarded(one) is not one for one in ways)
    except ValidationError:  # a side that does not fit the rest: nobody knows what it makes of it
        hides = True
    return frozenset(kind.hides if hides else ())


def _who(row: AuditRow) -> str:
    return str(row.detail.get("actor") or row.detail.get("person") or "")


def _whom(row: AuditRow) -> str:
    person = str(row.detail.get("person") or "")
    return "" if person == _who(row) else person
