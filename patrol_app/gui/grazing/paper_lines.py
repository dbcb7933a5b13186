"""What stands of each paper of a case: done, begun, to be written, or not to be had yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from patrol_app.domain.instant import date_of
from patrol_app.domain.records.case import CaseStep
from patrol_app.domain.rules.case import (
    ASK,
    BUILT_IN,
    CHECK,
    CLOSED,
    DECIDED,
    NOTICE,
    ORDER,
    PAPERED,
    SERVED,
    TEMPLATED,
)
from patrol_app.domain.words_case import PAPER_TITLES
from patrol_app.services.case_templates import enabled_steps
from patrol_app.services.ports import Stored

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

ALWAYS: Final = (CHECK, ASK, ORDER, NOTICE, DECIDED, SERVED, CLOSED)  # every case looks at these
DONE, BEGUN, FREE, LOCKED = "done", "begun", "free", "locked"


@dataclass(frozen=True)
class PaperLine:
    """One paper of the case.

    Attributes:
        step: word of ``case_step``; title: of the paper, in the language in use.
        state: ``done``, ``begun``, ``free`` (nothing yet) or ``locked`` (no text in use).
        rec: id of the step, empty without one; number: of it.
        words: what it still needs, or its paper number.
        missing: how many entries it still needs.
    """

    step: str
    title: str
    state: str
    rec: str = ""
    number: str = ""
    words: str = ""
    missing: int = 0


def paper_lines(app: App, violation: str) -> tuple[PaperLine, ...]:
    """The papers of the case ``violation`` in the order of the law."""
    rows = list(app.store.queries.children("case_step", "parent_id", violation))
    enabled = enabled_steps(app.store.queries, date_of(app.clock.now_ms()))
    made = []
    for step in PAPER_TITLES:
        mine = [row for row in rows if isinstance(row.record, CaseStep) and row.record.step == step]
        if mine:
            made += [_line(app, row, enabled) for row in _ordered(mine)]
        elif step in ALWAYS or step in enabled:
            free = step in BUILT_IN or step in enabled
            made.append(PaperLine(step, PAPER_TITLES[step].label(), FREE if free else LOCKED))
    return tuple(made)


def _ordered(rows: Iterable[Stored]) -> list[Stored]:
    return sorted(rows, key=lambda row: (row.state == "draft", row.record.number))


def _line(app: App, row: Stored, enabled: frozenset[str]) -> PaperLine:
    one = row.record
    assert isinstance(one, CaseStep) and one.step in PAPERED
    title = PAPER_TITLES[one.step].label()
    if row.state != "draft":
        locked = one.step in TEMPLATED and one.step not in enabled
        state = LOCKED if locked else DONE
        return PaperLine(one.step, title, state, one.id, one.number, one.doc_no)
    errors = [mark for mark in app.records.remarks("case_step", one) if mark.level == "error"]
    words = errors[0].message() if errors else ""
    return PaperLine(one.step, title, BEGUN, one.id, one.number, words, len(errors))
