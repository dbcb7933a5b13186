"""Repeat offenders: violations of one person in several records and stations.

A person is recognised by HMAC-SHA256(ID number, the city's matching key), never by name. The
tag is computed when it is asked for and stands in no record (docs/decisions/159). The city's
table of (record, tag, day) comes down with base data: a station learns how often, and no name.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from patrol_app.domain.instant import date_of
from patrol_app.domain.records.case import CaseStep
from patrol_app.domain.records.dataset import REPEATS
from patrol_app.domain.records.grazing import GrazingViolation
from patrol_app.domain.records.party import Party
from patrol_app.domain.rules.case import DECIDED, NOTICE, ORDER, SPOT, VOID
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.base.content import encode
from patrol_app.services.dataset_types import DatasetInfo
from patrol_app.services.datasets import Datasets
from patrol_app.services.listing import pages
from patrol_app.services.ports import Listing, Queries
from patrol_app.services.session import Actor
from patrol_app.services.working_days import months_after

KEY: Final = "matching_key"  # secret of the store: made by the city, brought by the grant
_FIELDS: Final = ("owner_id", "herder_id")


@dataclass(frozen=True)
class Before:
    """Earlier violations of the persons of one record.

    Attributes:
        months: how far back was looked; 0 while no rule says so.
        own: numbers of records in this folder, newest first.
        elsewhere: how many more the city counts in other units.
        known: an ID number and the city's key are here; else nobody can say.
        unverified: nobody confirmed the number of months.
    """

    months: int = 0
    own: tuple[str, ...] = ()
    elsewhere: int = 0
    known: bool = False
    unverified: bool = False

    @property
    def count(self) -> int:
        """Earlier violations in all."""
        return len(self.own) + self.elsewhere


@dataclass(frozen=True)
class Visit:
    """One violation of a person: day, number, heads, papers served on it, fines in 分."""

    day: str
    number: str
    rec: str
    heads: int
    papers: tuple[str, ...]
    fine_fen: int


def tag_of(id_number: str, key: bytes) -> str:
    """The tag of an ID number: spaces out, capitals; empty for no number.

    Args:
        id_number: as typed; key: 32 bytes.
    """
    text = "".join(id_number.split()).upper()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest() if text else ""


def tags(queries: Queries, recs: Iterable[str]) -> frozenset[str]:
    """The tags of these parties; none without the city's key or without ID numbers."""
    key = queries.secret(KEY)
    if key is None:
        return frozenset()
    found = set()
    for rec in recs:
        stored = queries.get("party", rec)
        if stored is not None and isinstance(stored.record, Party):
            found.add(tag_of(stored.record.id_number, key))
    return frozenset(found - {""})


def before(queries: Queries, violation: GrazingViolation) -> Before:
    """Earlier violations of its owner and herder within the months of ``case.repeat_months``."""
    from patrol_app.services.rules import rule_book

    day = date_of(violation.found_at.ms) if violation.found_at else ""
    rule = rule_book(queries).find("case.repeat_months", day)
    wanted = tags(queries, _people(violation))
    if rule is None or not day or not wanted:
        return Before(rule.value if rule else 0, unverified=bool(rule and rule.unverified))
    first = months_after(day, -rule.value)
    own = [
        (when, one.number, one.id)
        for when, one in _own(queries, wanted)
        if first <= when <= day and one.id != violation.id
    ]
    held = {rec for _day, _number, rec in own} | {violation.id}
    away = {
        rec
        for rec, _tag, when in queries.repeat_rows(wanted)
        if first <= when <= day and rec not in held and queries.get("grazing", rec) is None
    }
    numbers = tuple(number for _day, number, _rec in sorted(own, reverse=True))
    return Before(rule.value, numbers, len(away), True, rule.unverified)


def visits(queries: Queries, party: str) -> list[Visit]:
    """Every violation in this folder of the person behind a party record, newest first."""
    wanted = tags(queries, [party])
    rows = _own(queries, wanted) if wanted else _of_party(queries, party)
    return sorted((_visit(queries, when, one) for when, one in rows),
                  key=lambda visit: (visit.day, visit.number), reverse=True)  # fmt: skip


def publish(queries: Queries, datasets: Datasets, actor: Actor, day: str) -> DatasetInfo:
    """The city's table of tags, for everybody below with the next base package.

    Raises:
        UserError: ``offenders.key``: this folder is no city's and has no key;
            ``session.forbidden``.
    """
    key = queries.secret(KEY)
    if key is None or queries.identity().level != "city":
        raise UserError("offenders.key", N_("Only the city counts for all its stations"))
    rows = []
    for stored in pages(queries, Listing("grazing")):
        one = stored.record
        if isinstance(one, GrazingViolation) and one.found_at and not stored.deleted:
            when = date_of(one.found_at.ms)
            found = sorted(tags(queries, _people(one)))
            rows += [{"rec": one.id, "tag": tag, "day": when} for tag in found]
    name = f"{REPEATS} {day}"
    return datasets.publish(actor, REPEATS, name, encode(REPEATS, rows), day)


def _people(violation: GrazingViolation) -> list[str]:
    return [rec for rec in (violation.owner_id, violation.herder_id) if rec]


def _own(queries: Queries, wanted: frozenset[str]) -> list[tuple[str, GrazingViolation]]:
    """Violations in this folder by anybody with one of these tags: (day, record)."""
    key = queries.secret(KEY)
    if key is None:
        return []
    listing = Listing("party", limit=1_000_000)
    parties = [
        str(rec)
        for rec, number in queries.values(listing, ("id", "id_number"))
        if tag_of(str(number or ""), key) in wanted
    ]
    found: dict[str, tuple[str, GrazingViolation]] = {}
    for rec in parties:
        found |= {one.id: (when, one) for when, one in _of_party(queries, rec)}
    return list(found.values())


def _of_party(queries: Queries, rec: str) -> list[tuple[str, GrazingViolation]]:
    found: dict[str, tuple[str, GrazingViolation]] = {}
    for field in _FIELDS:
        for stored in queries.children("grazing", field, rec):
            one = stored.record
            if stored.state != "draft" and isinstance(one, GrazingViolation) and one.found_at:
                found[one.id] = (date_of(one.found_at.ms), one)
    return list(found.values())


def _visit(queries: Queries, when: str, violation: GrazingViolation) -> Visit:
    rows = queries.children("case_step", "parent_id", violation.id)
    steps = [row.record for row in rows if row.state != "draft"]
    own: Mapping[str, CaseStep] = {one.id: one for one in steps if isinstance(one, CaseStep)}
    void = {one.doc_no for one in own.values() if one.step == VOID}
    papers = [
        one for one in own.values()
        if one.doc_no and one.doc_no not in void and one.step in (ORDER, NOTICE, DECIDED, SPOT)
    ]  # fmt: skip
    fine = sum(one.fine_fen or 0 for one in papers if one.step in (DECIDED, SPOT))
    heads = sum(row.head or 0 for row in violation.livestock)
    numbers = tuple(one.doc_no for one in papers)
    return Visit(when, violation.number, violation.id, heads, numbers, fine)
