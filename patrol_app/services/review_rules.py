"""Who may say what of a record, and why not: the rules of review."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from patrol_app.domain.base import Record
from patrol_app.domain.records import known, record_type
from patrol_app.domain.records.drill import Drill
from patrol_app.domain.records.grazing import GrazingViolation
from patrol_app.domain.records.patrol import Patrol
from patrol_app.domain.review import LOCKED
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.history import first_writer
from patrol_app.services.ports import Queries, Stored

_REASONS: Mapping[str, tuple[str, str]] = {
    "self": ("review.self", N_("{number} is your own work: somebody else has to approve it")),
    "draft": ("review.draft", N_("{number} is not submitted")),
    "unsubmitted": ("review.unsubmitted", N_("{number} has changes that were not submitted yet")),
    "conflict": ("review.conflict", N_("{number} has a conflict: settle it first")),
    "done": ("review.done", N_("{number} is approved already")),
    "incomplete": ("review.incomplete", N_("{number} is incomplete: a package is missing")),
    "deleted": ("review.deleted", N_("{number} is in the recycle bin")),
    "decided": ("review.decided", N_("{number} was reviewed: it can no longer be withdrawn")),
    "not_approved": ("review.not_approved", N_("{number} is not approved: only that is locked")),
    "not_locked": ("review.not_locked", N_("{number} is not locked")),
    "locked": ("record.locked", N_("{number} is locked; nothing in it can change")),
    "first_case": (
        "record.first_case",
        N_("{number} is a first detection: it stays as submitted, add an addendum"),
    ),
    "moved": ("heads.moved", N_("{number} changed since you looked: look once more")),
}


def refusal(reason: str, stored: Stored) -> UserError:
    """The fault that names a record and why it is refused."""
    code, message = _REASONS[reason]
    return UserError(code, message, number=stored.record.number or stored.record.id)


def own_work(queries: Queries, record: Record) -> frozenset[str]:
    """Ids of the people whose work a record is: they do not approve it themselves.

    Who walked counts, not who typed: one clerk enters the days of twenty rangers. A record
    that hangs on a patrol is the work of those who walked it; one that names nobody is the
    work of whoever wrote its first entry.
    """
    people: set[str | None] = set()
    if isinstance(record, Patrol):
        people = {record.ranger_id, record.substitute_id}
    elif isinstance(record, Drill):
        people = {record.commander_id}
    elif isinstance(record, GrazingViolation):
        people = set(record.ranger_ids)
    patrol = queries.get("patrol", getattr(record, "patrol_id", None) or "")
    if patrol is not None and isinstance(patrol.record, Patrol):
        people |= {patrol.record.ranger_id, patrol.record.substitute_id}
    named = frozenset(one for one in people if one)
    if named:
        return named
    writer = first_writer(queries, record.id)
    return frozenset((writer,) if writer else ())


def refuse_locked(queries: Queries, stored: Stored) -> None:
    """A locked record, and what hangs on one, takes no change.

    Raises:
        UserError: ``record.locked``, naming the locked one.
    """
    if stored.review in LOCKED:
        raise refusal("locked", stored)
    if getattr(stored.record, "first_case", None) and stored.state != "draft":
        raise refusal("first_case", stored)
    refuse_locked_parents(queries, [stored.record])


def refuse_locked_parents(queries: Queries, records: Iterable[Record]) -> None:
    """Photos and findings belong to their locked parent: they neither come nor change.

    Raises:
        UserError: ``record.locked``, naming the parent.
    """
    parents: dict[tuple[str, str], None] = {}
    for record in records:
        for type, rec in (
            (getattr(record, "parent_type", ""), getattr(record, "parent_id", None)),
            ("patrol", getattr(record, "patrol_id", None)),
        ):
            if type and rec and known(type) and record_type(type).reviewed:
                parents[type, rec] = None
    for type, rec in parents:
        stored = queries.get(type, rec)
        if stored is not None and stored.review in LOCKED:
            raise refusal("locked", stored)
