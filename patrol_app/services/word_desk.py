"""Editing of vocabularies: words are added, renamed or retired, never deleted (§10.1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Final

from patrol_app.domain.fields import specs
from patrol_app.domain.instant import beijing
from patrol_app.domain.records import RECORD_TYPES
from patrol_app.domain.records.dataset import VOCABULARY
from patrol_app.domain.term import Term
from patrol_app.domain.vocabulary import VOCABULARIES, vocabulary
from patrol_app.domain.words import START_SETS
from patrol_app.errors import UserError
from patrol_app.i18n import N_, _
from patrol_app.services.base.content import encode
from patrol_app.services.dataset_types import DatasetInfo, WordRow
from patrol_app.services.datasets import Datasets
from patrol_app.services.ports import Clock, Store
from patrol_app.services.session import Actor

# What these mean is built into the program: new words would mean nothing to it.
FIXED: Final = frozenset(
    {
        "attachment_role",
        "danger",
        "dataset_kind",
        "drill_part",
        "drill_step",
        "evidence",
        "level",
        "linzhang_level",
        "period",
        "review_decision",
        "role",
    }
)
NAMES: Final = (
    Term("patrol_type", "巡护类型", "Patrol type"),
    Term("means", "巡护方式", "Means"),
    Term("weather", "天气", "Weather"),
    Term("wind_dir", "风向", "Wind direction"),
    Term("category", "问题类别", "Problem category"),
    Term("action", "现场处置", "Action on the spot"),
    Term("grade", "问题级别", "Problem grade"),
    Term("substitute_reason", "代班原因", "Reason of substitution"),
    Term("day_kind", "日志类型", "Kind of day"),
    Term("pest", "有害生物", "Pest"),
    Term("tree_state", "林木状态", "State of the tree"),
    Term("pest_stage", "虫态", "Stage of the pest"),
    Term("animal", "畜种", "Animal"),
    Term("age", "畜龄", "Age of the animal"),
    Term("zone_kind", "禁休轮区", "Kind of zone"),
    Term("land_kind", "地类", "Kind of land"),
    Term("grazing_action", "放牧处置", "Action on grazing"),
    Term("occurrence", "初犯或再犯", "First or repeated"),
    Term("drill_type", "演练类型", "Drill type"),
    Term("absence", "缺勤原因", "Reason of absence"),
    Term("forest_type", "林种", "Forest type"),
    Term("linzhang_mode", "巡林方式", "Mode of the tour"),
    Term("inspected", "查看内容", "What was inspected"),
    Term("excuse", "免除原因", "Reason of excuse"),
    Term("team_type", "队伍类型", "Kind of team"),
)
_LONGEST: Final = 60


@dataclass(frozen=True)
class WordLine:
    """One word with where it came from.

    Attributes:
        term: code and labels; own: added or changed by the bureau.
    """

    term: Term
    own: bool


def vocabulary_name(code: str) -> str:
    """What people call a vocabulary, in the language in use."""
    named = (one.label() for one in NAMES if one.code == code)
    return next(named, None) or next(_labels(code), code)


def _labels(code: str) -> Iterator[str]:
    """Labels of the fields that take their words from a vocabulary."""
    for kind in RECORD_TYPES:
        for spec in specs(kind.cls).values():
            inner = specs(spec.item).values() if spec.item is not None else ()
            yield from (_(one.ui.label) for one in (spec, *inner) if one.ui.vocabulary == code)


def editable() -> list[str]:
    """Codes of the vocabularies that a bureau may extend, in the program's order."""
    return [one.code for one in START_SETS if one.code not in FIXED]


class WordDesk:
    """The vocabularies of one folder.

    Args:
        store: the open folder.
        clock: the device's clocks.
        datasets: publishes the new version and puts it to use.
    """

    def __init__(self, store: Store, clock: Clock, datasets: Datasets) -> None:
        self._store = store
        self._clock = clock
        self._datasets = datasets

    def lines(self, code: str) -> list[WordLine]:
        """The words of a vocabulary in the order people see them, retired ones too.

        Raises:
            KeyError: no such vocabulary.
        """
        own = {row.code for row in self._store.queries.words() if row.vocabulary == code}
        return [WordLine(term, term.code in own) for term in vocabulary(code).terms]

    def put(self, actor: Actor, code: str, term: Term) -> DatasetInfo:
        """Add a word, or change the labels or the state of one.

        Raises:
            UserError: ``session.forbidden``; ``words.fixed``; ``words.label`` (empty, too long, or
                the label of another word).
        """
        if code in FIXED or code not in VOCABULARIES:
            raise UserError("words.fixed", N_("This list belongs to the program"))
        term = replace(term, zh=term.zh.strip(), en=term.en.strip() or term.zh.strip())
        if not term.zh or max(len(term.zh), len(term.en)) > _LONGEST:
            raise UserError("words.label", N_("A word has 1 to 60 characters"), field="zh")
        others = [one for one in vocabulary(code).terms if one.code != term.code]
        if any(term.zh in (one.code, one.zh) for one in others):
            raise UserError("words.label", N_("This word is there already"), field="zh")
        rows = {(row.vocabulary, row.code): row for row in self._store.queries.words()}
        old = rows.get((code, term.code))
        position = old.position if old else len(vocabulary(code).terms)
        rows[code, term.code] = WordRow(code, term.code, term.zh, term.en, position, term.retired)
        today = beijing(self._clock.now_ms()).strftime("%Y-%m-%d")
        content = encode(VOCABULARY, [asdict(row) for row in rows.values()])
        return self._datasets.publish(actor, VOCABULARY, "词表", content, today)
