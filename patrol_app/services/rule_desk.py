"""Editing of rule values: the bureau's own rows stand above the shipped ones.

Each saving publishes the next version of the dataset ``rules`` with every own row, so that who
changed what and when stands in the journal and lower levels take it with their next package.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Literal

from patrol_app.domain.builtin_rules import BUILTIN
from patrol_app.domain.instant import beijing
from patrol_app.domain.records.dataset import RULES
from patrol_app.domain.setting import RuleValue
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.base.content import encode
from patrol_app.services.dataset_types import DatasetInfo
from patrol_app.services.datasets import Datasets
from patrol_app.services.ports import Clock, Store
from patrol_app.services.profiles import profile_in_use
from patrol_app.services.session import Actor

Origin = Literal["program", "city", "own"]
Key = tuple[str, str, str]
OWN = "本单位设定"
CONFIRMED = "V"
LONGEST = 200


@dataclass(frozen=True)
class RuleLine:
    """One row of the table of rules.

    Attributes:
        row: the value in force for its key, region and first day.
        origin: shipped with the program, of the city's profile, or the bureau's own.
        shipped: what stands below an own row, None where nothing does.
    """

    row: RuleValue
    origin: Origin
    shipped: RuleValue | None = None


def key_of(row: RuleValue) -> Key:
    """What a row stands for: key, region, first day."""
    return row.key, row.region, row.valid_from


class RuleDesk:
    """The table of rules of one folder.

    Args:
        store: the open folder.
        clock: the device's clocks.
        datasets: publishes the new version.
    """

    def __init__(self, store: Store, clock: Clock, datasets: Datasets) -> None:
        self._store = store
        self._clock = clock
        self._datasets = datasets

    def lines(self) -> list[RuleLine]:
        """Every row in force, by key, region and first day."""
        shipped: dict[Key, RuleLine] = {key_of(row): RuleLine(row, "program") for row in BUILTIN}
        profile = profile_in_use(self._store.queries)
        for row in profile.rules if profile else ():
            shipped[key_of(row)] = RuleLine(row, "city")
        found = dict(shipped)
        for row in self._own():
            below = shipped.get(key_of(row))
            found[key_of(row)] = RuleLine(row, "own", below.row if below else None)
        return [found[key] for key in sorted(found)]

    def save(self, actor: Actor, rows: Iterable[RuleValue]) -> DatasetInfo:
        """Put own rows in place of those of their key, region and first day.

        Raises:
            UserError: ``session.forbidden``, or what ``check`` refuses.
        """
        own = {key_of(row): row for row in self._own()}
        for row in rows:
            check(row)
            own[key_of(row)] = row
        return self._publish(actor, own.values())

    def restore(self, actor: Actor, row: RuleValue) -> DatasetInfo:
        """Take an own row away; what was shipped below it stands again.

        Raises:
            UserError: ``session.forbidden``, ``rule.shipped`` (nothing of one's own there).
        """
        own = {key_of(one): one for one in self._own()}
        if own.pop(key_of(row), None) is None:
            raise UserError("rule.shipped", N_("This rule was never changed here"))
        return self._publish(actor, own.values())

    def _own(self) -> list[RuleValue]:
        return [RuleValue(**dict(row)) for row in self._store.queries.rule_rows()]

    def _publish(self, actor: Actor, rows: Iterable[RuleValue]) -> DatasetInfo:
        today = beijing(self._clock.now_ms()).strftime("%Y-%m-%d")
        content = encode(RULES, [asdict(row) for row in rows])
        return self._datasets.publish(actor, RULES, "规则表", content, today)


def check(row: RuleValue) -> None:
    """Refuse a row that would mislead.

    Raises:
        UserError: ``rule.key``, ``rule.days``, ``rule.source`` (confirmed without a source).
    """
    if not row.key or len(row.key) > 80 or row.key.split() != [row.key]:
        raise UserError("rule.key", N_("A rule needs a key without blanks"), field="key")
    for name, day in (("valid_from", row.valid_from), ("valid_to", row.valid_to)):
        if day or name == "valid_from":
            try:
                date.fromisoformat(day)
            except ValueError as error:
                raise UserError("rule.days", N_("No such day"), field=name) from error
    if row.valid_to and row.valid_to < row.valid_from:
        raise UserError("rule.days", N_("The last day is before the first"), field="valid_to")
    if len(row.source) > LONGEST:
        raise UserError("rule.source", N_("At most 200 characters"), field="source")
    if row.confidence == CONFIRMED and row.source.strip() in ("", OWN):
        raise UserError(
            "rule.source",
            N_("Who confirms a value names the law or document it stands in"),
            field="source",
        )
