"""A thread and the clock of a first case in words and tones, for time lines."""

from __future__ import annotations

from collections.abc import Sequence

from patrol_app.domain.instant import minute_text
from patrol_app.domain.records import record_type
from patrol_app.domain.rules.first_report import Call
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.gui.kit import steps as kit_steps
from patrol_app.gui.kit.steps import AHEAD
from patrol_app.gui.kit.timeline import Moment
from patrol_app.i18n import N_, _
from patrol_app.services.pest_thread import NOTHING_FOUND, Step, Thread

HOUR_MS, MINUTE_MS = 3_600_000, 60_000
DAY_MIN, LONG_MIN = 1_440, 2_880
STATES = {  # state of a thread -> (tone of its chip, words)
    "found": ("due", N_("Signs found")),
    "waiting": ("due", N_("Sample under way")),
    "clean": ("ok", N_("Negative")),
    "positive": ("overdue", N_("Positive: to be cleared")),
    "clearing": ("info", N_("Clearing")),
    "recheck": ("due", N_("To be re-checked")),
    "closed": ("locked", N_("Closed")),
}
_WORDS = (
    "pest", "custody_step", "sample_result", "acceptance", "first_act", "told_level",
)  # fmt: skip
_ALARMING = frozenset({"阳性", "不合格"})
_TITLES = {"取样": N_("Sample taken"), "除治": N_("Disposal"), "复查": N_("Re-check")}


def moments(found: Thread, now_ms: int) -> list[Moment]:
    """The thread as rows of a time line, the day said where it changes."""
    rows, day = [], ""
    for step in found.steps:
        if not step.done:
            until = minute_text(step.words_ms)[:10] if step.words_ms is not None else ""
            late = step.words_ms is not None and now_ms > step.words_ms
            words = _("Overdue since {day}") if late else _("Due by {day}")
            note = words.format(day=until) if until else ""
            rows.append(Moment("", "eye-check-outline", AHEAD, _("Re-check"), note))
            continue
        text = minute_text(step.words_ms) if step.words_ms is not None else ""
        same = text[:10] == day
        day = text[:10]
        note = note_of(step, "" if same else text[11:])
        when = text[11:] if same else text[5:10]
        rows.append(Moment(when, icon_of(step), tone_of(step), title_of(step), note))
    return rows


# what a thread goes through: (msgid, types, words of a hand-over that count)
PATH = (
    (N_("Found abnormal"), "pest", ()),
    (N_("Sampled"), "sample", ()),
    (N_("Sent"), "custody", ("送检", "接收")),
    (N_("Tested"), "lab_result", ()),
    (N_("Cleared"), "disposal", ()),
    (N_("Accepted"), "acceptance", ("合格",)),
    (N_("Re-check"), "recheck", ()),
)
SHORT = 4  # steps of a tree whose wood was negative


def strip(found: Thread, now_ms: int) -> list[kit_steps.Step]:
    """The thread as a strip of steps: when each was, which is the next, whether it is late."""
    whole = PATH[:SHORT] if found.state == "clean" else PATH
    made: list[kit_steps.Step] = []
    waiting = True
    for words, type, titles in whole:
        step = _last_of(found, type, titles)
        if step is not None and step.done:
            text = minute_text(step.words_ms)[5:] if step.words_ms is not None else ""
            made.append(kit_steps.Step(_(words), text, kit_steps.DONE))
            continue
        due = step.words_ms if step is not None else None
        note = _("Due by {day}").format(day=minute_text(due)[5:10]) if due is not None else ""
        late = due is not None and now_ms > due
        state = kit_steps.LATE if late else kit_steps.NOW if waiting else kit_steps.AHEAD
        made.append(kit_steps.Step(_(words), note, state))
        waiting = False
    return made


def _last_of(found: Thread, type: str, titles: Sequence[str]) -> Step | None:
    """The last submitted step of a kind; of the re-check also what is still to come."""
    if type == "recheck":
        rows = [one for one in found.steps if one.title == "复查" and not one.draft]
    else:
        rows = [one for one in found.steps if one.type == type and not one.draft]
        rows = [
            one for one in rows if one.title != "复查" and one.title in (titles or (one.title,))
        ]
    return rows[-1] if rows else None


def icon_of(step: Step) -> str:
    """Icon of the step's record type."""
    return record_type(step.type).icon


def tone_of(step: Step) -> str:
    """Tone of the disc."""
    if step.draft:
        return "draft"
    return "overdue" if step.title in _ALARMING else "ok"


def title_of(step: Step) -> str:
    """What happened, in the language in use."""
    words = _(_TITLES[step.title]) if step.title in _TITLES else worded(step.title)
    return f"{words} · {_('draft')}" if step.draft else words


def note_of(step: Step, clock: str) -> str:
    """Clock where the day stands at the left, detail and number below the title."""
    return "  ".join(part for part in (clock, worded(step.detail), step.number) if part)


def worded(value: str) -> str:
    """A vocabulary word, alone or before names, in the language in use; other texts as they are."""
    if value == NOTHING_FOUND:
        return _("Nothing found")
    first, blank, names = value.partition(" ")
    for code in _WORDS:
        for words, rest in ((value, ""), (first, blank + names)):
            term = vocabulary(code).find(words)
            if term is not None:
                return term.label() + rest
    return value


def call_rows(calls: Sequence[Call], now_ms: int) -> list[tuple[str, str, str]]:
    """(tone, level, words) of each level: told when, or how long there is still."""
    rows = []
    for call in calls:
        level = vocabulary("told_level").label(call.level)
        if call.told_ms is not None:
            words = _("told {when} {who}").format(when=minute_text(call.told_ms), who=call.told)
            rows.append(("due" if call.late(now_ms) else "ok", level, words))
        elif call.due_ms is None:
            rows.append(("", level, _("not told yet")))
        else:
            left = (call.due_ms - now_ms) // MINUTE_MS
            words = _("{span} left") if left >= 0 else _("overdue by {span}")
            span = f"{abs(left) // 60}:{abs(left) % 60:02d}"
            if abs(left) >= LONG_MIN:
                span = _("{n} days").format(n=abs(left) // DAY_MIN)
            rows.append(("overdue" if left < 0 else "due", level, words.format(span=span)))
    return rows
