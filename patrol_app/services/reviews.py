"""Review: approve, give back, lock, and take each of them back (sync.md §1).

Everything here writes records of its own (``review``, ``seal``); the reviewed record is not
touched. Its state follows from them and stands beside its row (``Stored.review``).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from patrol_app.domain.base import Record
from patrol_app.domain.fields import specs
from patrol_app.domain.instant import Instant, date_of
from patrol_app.domain.journal.entry import DELETED, SUBMITTED
from patrol_app.domain.journal.op import new_item_key
from patrol_app.domain.journal.seal import seal
from patrol_app.domain.records import record_type
from patrol_app.domain.records.attachment import Attachment
from patrol_app.domain.records.review import APPROVE, RETURN
from patrol_app.domain.review import LOCKED
from patrol_app.errors import UserError
from patrol_app.events import EventBus
from patrol_app.i18n import N_
from patrol_app.services.ports import Clock, OpDraft, Queries, Store, Stored, UnitOfWork
from patrol_app.services.records import RecordService, known
from patrol_app.services.review_rules import own_work, refusal
from patrol_app.services.rules import rule_book
from patrol_app.services.session import Actor
from patrol_app.services.units import ancestors

SELF_RULE = "review.self"  # 1 = a person may approve the own work; 本单位设定


@dataclass(frozen=True)
class Seen:
    """A record as the reviewer saw it.

    Attributes:
        rec: record id.
        heads: its heads then; an approval speaks of exactly these.
        type: where it is another than that of the call (a patrol's findings beside it).
    """

    rec: str
    heads: tuple[str, ...]
    type: str = ""


@dataclass(frozen=True)
class Said:
    """What one call wrote and what it refused.

    Attributes:
        written: (type, id) of the reviews or seals, for ``Reviews.undo``.
        done: records they speak of, (type, id).
        refused: records left as they were, each with its reason.
    """

    written: tuple[tuple[str, str], ...] = ()
    done: tuple[tuple[str, str], ...] = ()
    refused: Mapping[str, UserError] = field(default_factory=dict)


class Reviews:
    """What people with the rights ``review`` and ``lock`` do.

    Args:
        store: the open data folder.
        clock: the device's clocks.
        records: makes the records of their own.
        bus: told what changed after each commit.
    """

    def __init__(
        self, store: Store, clock: Clock, records: RecordService, bus: EventBus | None = None
    ) -> None:
        self._store = store
        self._clock = clock
        self._records = records
        self._bus = bus or EventBus()

    def approve(self, actor: Actor, type: str, recs: Iterable[Seen], *, note: str = "") -> Said:
        """Approve records as they were seen.

        Those that cannot be approved are left as they are and named; one alone is refused.

        Raises:
            UserError: ``session.forbidden``; for one record also ``heads.moved``,
                ``record.locked``, ``record.writer`` and the codes ``review.*``.
        """
        actor.need("review")
        wanted = list(recs)
        with self._store.begin(N_("reviewing")) as work:
            self_allowed = self._self_allowed(work.queries)
            passed, refused = [], {}
            for one in wanted:
                try:
                    stored = self._reviewed(work.queries, one.type or type, one)
                    _need_approvable(stored)
                    if not self_allowed and actor.id in own_work(work.queries, stored.record):
                        raise refusal("self", stored)
                except UserError as fault:
                    if len(wanted) == 1:
                        raise
                    refused[one.rec] = fault
                    continue
                passed.append(stored)
            facts = {"decision": APPROVE, "note": note.strip()}
            written = self._say(work, "review", passed, facts, actor)
            changes = work.commit()
        self._bus.publish(changes)
        return Said(written, tuple((one.type, one.record.id) for one in passed), refused)

    def give_back(
        self,
        actor: Actor,
        type: str,
        rec: str,
        reasons: Mapping[str, str],
        note: str = "",
        *,
        heads: tuple[str, ...] | None = None,
    ) -> Said:
        """Give a record back to whoever wrote it.

        Args:
            actor: who reviews.
            type: record type code.
            rec: record id.
            reasons: why, by field name; the empty name stands for the whole record.
            note: more words.
            heads: heads the reviewer saw; None = the present ones.

        Raises:
            UserError: ``session.forbidden``, ``review.reason`` without any words,
                ``field.unknown``, ``heads.moved``, ``record.locked``, ``review.draft``.
        """
        actor.need("review")
        told = {name: text.strip() for name, text in reasons.items() if text.strip()}
        if not told and not note.strip():
            raise UserError("review.reason", N_("Please say why it is returned"), field="note")
        for name in told:
            if name and name not in specs(record_type(type).cls):
                raise UserError("field.unknown", N_("Unknown field: {name}"), name=name)
        with self._store.begin(N_("reviewing")) as work:
            stored = known(work.queries.get(type, rec), rec)
            stored = self._reviewed(work.queries, type, Seen(rec, heads or stored.heads))
            if stored.state == "draft":
                raise refusal("draft", stored)
            keys = _keys(len(told))
            items = tuple(
                {"key": key, "order": at, "field": name, "text": told[name]}
                for at, (name, key) in enumerate(zip(told, keys, strict=True))
            )
            facts = {"decision": RETURN, "reasons": items, "note": note.strip()}
            written = self._say(work, "review", [stored], facts, actor)
            changes = work.commit()
        self._bus.publish(changes)
        return Said(written, ((type, rec),))

    def lock(self, actor: Actor, type: str, recs: Iterable[Seen], *, note: str = "") -> Said:
        """Lock approved records: from now on nothing in them can change on a device that knows.

        Raises:
            UserError: ``session.forbidden``; for one record also ``review.not_approved``,
                ``heads.moved``, ``record.locked``, ``record.writer``.
        """
        actor.need("lock")
        wanted = list(recs)
        with self._store.begin(N_("locking")) as work:
            passed, refused = [], {}
            for one in wanted:
                try:
                    stored = self._reviewed(work.queries, one.type or type, one)
                    if stored.review != "approved":
                        raise refusal("not_approved", stored)
                except UserError as fault:
                    if len(wanted) == 1:
                        raise
                    refused[one.rec] = fault
                    continue
                passed.append(stored)
            written = self._say(work, "seal", passed, {"note": note.strip()}, actor)
            changes = work.commit()
        self._bus.publish(changes)
        return Said(written, tuple((one.type, one.record.id) for one in passed), refused)

    def unlock(self, actor: Actor, type: str, rec: str, reason: str) -> Said:
        """Take the locks of the own unit off a record; what came late is merged then.

        Raises:
            UserError: ``session.forbidden``, ``delete.reason``, ``review.not_locked``,
                ``record.writer`` where another unit locked it.
        """
        actor.need("lock")
        stored = self._records.get(type, rec)
        seals = self._store.queries.children("seal", "target", rec)
        if not seals:
            raise refusal("not_locked", stored)
        written = tuple(("seal", one.record.id) for one in seals)
        self.undo(actor, written, reason)
        return Said(written, ((type, rec),))

    def undo(
        self, actor: Actor, written: Sequence[tuple[str, str]], reason: str = "Undone"
    ) -> None:
        """Take reviews or seals back; they stay in the history.

        Args:
            actor: who takes them back.
            written: (type, id), as ``Said.written`` names them.
            reason: kept with the entry.

        Raises:
            UserError: ``session.forbidden``, ``delete.reason``, ``record.writer``.
        """
        if not reason.strip():
            raise UserError("delete.reason", N_("Please say why"), field="reason")
        for type, _rec in written:
            actor.need("lock" if type == "seal" else "review")
        with self._store.begin(N_("reviewing")) as work:
            for type, rec in written:
                self._records.writable(work.queries, type, rec)
            mark = {DELETED: {"reason": reason.strip()}}
            work.append([OpDraft(rec, type, mark, actor=actor.id) for type, rec in written])
            changes = work.commit()
        self._bus.publish(changes)

    def withdraw(self, actor: Actor, type: str, recs: Sequence[str]) -> None:
        """Take submissions back: the records are drafts again.

        Raises:
            UserError: ``session.forbidden``, ``record.writer``, ``record.locked``,
                ``review.decided`` once somebody reviewed it.
        """
        actor.need_write(record_type(type))
        with self._store.begin(N_("saving")) as work:
            drafts = []
            for rec in recs:
                stored = self._records.writable(work.queries, type, rec)
                if stored.review not in ("draft", "submitted", "changed", ""):
                    raise refusal("decided", stored)
                if stored.state != "draft":
                    drafts.append(OpDraft(rec, type, {SUBMITTED: None}, actor=actor.id))
            work.append(drafts)
            changes = work.commit()
        self._bus.publish(changes)

    def _self_allowed(self, queries: Queries) -> bool:
        rule = rule_book(queries).find(SELF_RULE, date_of(self._clock.now_ms()))
        return rule is not None and rule.value > 0

    def _reviewed(self, queries: Queries, type: str, seen: Seen) -> Stored:
        """The record, if this unit may review it and it is as it was seen.

        Raises:
            UserError: ``review.type``, ``record.unknown``, ``record.writer``, ``heads.moved``,
                ``record.locked``, ``review.incomplete``, ``review.deleted``.
        """
        if not record_type(type).reviewed:
            raise UserError("review.type", N_("Records of this kind are not reviewed"))
        stored = known(queries.get(type, seen.rec), seen.rec)
        own, home = queries.identity().unit, stored.record.unit
        if own != home and own not in ancestors(queries, home):
            raise UserError(
                "record.writer", N_("Only unit {unit} and those above may review it"), unit=home
            )
        if stored.deleted:
            raise refusal("deleted", stored)
        if stored.review in LOCKED:
            raise refusal("locked", stored)
        if stored.incomplete:
            raise refusal("incomplete", stored)
        if tuple(sorted(seen.heads)) != stored.heads:
            raise refusal("moved", stored)
        return stored

    def _say(
        self,
        work: UnitOfWork,
        kind: str,
        targets: Sequence[Stored],
        facts: Mapping[str, Any],
        actor: Actor,
    ) -> tuple[tuple[str, str], ...]:
        """Write one review or seal for each target."""
        now = Instant(self._clock.now_ms())
        rows = []
        for stored in targets:
            rec = stored.record.id
            row = {
                **facts,
                "target": rec,
                "target_type": stored.type,
                "heads": stored.heads,
                "at": now,
            }
            if kind == "review":
                before = work.queries.children("review", "target", rec)
                row["replaces"] = tuple(one.record.id for one in before)
            else:
                row["hashes"] = _sealed_hashes(work.queries, rec)
            rows.append(row)
        made = self._records.write_new(work, record_type(kind), rows, actor)
        return tuple((kind, one.id) for one in made)


def _need_approvable(stored: Stored) -> None:
    """Refuse what is not submitted as it stands, or holds two answers to one question.

    Raises:
        UserError: ``review.draft``, ``review.unsubmitted``, ``review.conflict``,
            ``review.done``.
    """
    if stored.state == "draft":
        raise refusal("draft", stored)
    if stored.state == "changed":
        raise refusal("unsubmitted", stored)
    if stored.conflicts:
        raise refusal("conflict", stored)
    if stored.review == "approved":
        raise refusal("done", stored)


def _keys(count: int) -> list[str]:
    return [new_item_key(secrets.token_bytes(5)) for _ in range(count)]


def _sealed_hashes(queries: Queries, rec: str) -> tuple[str, ...]:
    """All ops of the record and the originals that hang on it."""
    photos: list[Record] = [row.record for row in queries.children("attachment", "parent_id", rec)]
    blobs = [one.sha256 for one in photos if isinstance(one, Attachment) and one.sha256]
    return seal(rec, queries.ops(rec), blobs).hashes
