"""What board and form call states, limits and steps of a problem."""

from __future__ import annotations

from patrol_app.domain.instant import minute_text
from patrol_app.domain.problem_state import Written
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.gui.kit import Chip, Moment
from patrol_app.i18n import N_, _
from patrol_app.services.problems import Line

SOON = 3  # days before the limit from which it is shown as due
# Columns of the board: heading and the states in them (§1.8); a result moves a transfer on.
COLUMNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("To verify"), ("NEW",)),
    (N_("Assigned"), ("VERIFIED", "ASSIGNED")),
    (N_("In hand"), ("HANDLING", "SUSPENDED", "TRANSFERRED")),
    (N_("To re-check"), ("SUBMITTED",)),
    (N_("Mended, to close"), ("RECTIFIED",)),
)
TONES = {
    "NEW": "info", "VERIFIED": "info", "ASSIGNED": "info", "HANDLING": "info",
    "SUSPENDED": "draft", "TRANSFERRED": "conflict", "SUBMITTED": "info", "RECTIFIED": "ok",
    "CLOSED": "locked", "REJECTED": "draft", "MERGED": "draft",
}  # fmt: skip
ICONS = {
    "VERIFIED": "check", "REJECTED": "close", "ASSIGNED": "account-arrow-right-outline",
    "TRANSFERRED": "swap-horizontal", "CLOSED": "lock-outline", "RETURNED": "undo-variant",
}  # fmt: skip


def state_word(state: str) -> str:
    """A state in the language in use."""
    return vocabulary("problem_state").label(state)


def step_word(step: str) -> str:
    """A step in the language in use."""
    return vocabulary("problem_step").label(step)


def column_of(line: Line) -> int | None:
    """The board's column of a problem; None for what is done with."""
    state = line.now.state
    if state == "TRANSFERRED" and line.now.result:
        return len(COLUMNS) - 1
    return next((at for at, (_title, states) in enumerate(COLUMNS) if state in states), None)


def limit_words(line: Line) -> tuple[str, str]:
    """Tone and words of the limit: overdue by days, due today, days left; state without one."""
    if not line.due_on:
        return TONES.get(line.now.state, "info"), state_word(line.now.state)
    if line.days_over > 0:
        return "overdue", _("Overdue {n} d").format(n=line.days_over)
    if line.days_over == 0:
        return "due", _("Due today")
    words = _("{n} d left").format(n=-line.days_over)
    return ("due" if -line.days_over <= SOON else "info"), words


def state_chip(line: Line) -> Chip:
    """State of a problem."""
    return Chip(TONES.get(line.now.state, "info"), state_word(line.now.state))


def moments(line: Line, people: dict[str, str]) -> list[Moment]:
    """The steps as entries of a time line.

    Args:
        line: the problem.
        people: names by person id.
    """
    return [_moment(one, line, people) for one in line.known.steps]


def _moment(one: Written, line: Line, people: dict[str, str]) -> Moment:
    step = one.step
    idle = step.id in line.now.idle
    clock = minute_text(step.at.ms) if step.at else ""
    parts = [clock[11:16], people.get(step.by_id or "", ""), step.text or step.result, step.doc_no]
    if one.strange:
        parts.append(_("unit {unit} may not add to it: without effect").format(unit=step.unit))
    elif idle:
        parts.append(_("without effect"))
    if step.id in line.known.unproved:
        parts.append(_("the signer's right is not known here"))
    return Moment(
        clock[5:10],
        ICONS.get(step.step, "circle-medium"),
        "plain" if idle else TONES.get(step.step, "info"),
        step_word(step.step),
        " · ".join(part for part in parts if part),
    )
