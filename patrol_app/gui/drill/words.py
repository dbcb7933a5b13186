"""How times of a drill are said on the screen."""

from __future__ import annotations

from patrol_app.domain.instant import beijing
from patrol_app.domain.rules.drill_pace import Pace
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.i18n import _


def spent_words(seconds: int | None) -> str:
    """``9 min 12 s``; a dash where nothing can be said; a minus where times go back."""
    if seconds is None:
        return "—"
    sign, left = ("−", -seconds) if seconds < 0 else ("", seconds)
    hours, rest = divmod(left, 3600)
    minutes, last = divmod(rest, 60)
    if hours:
        return sign + _("{h} h {m} min {s} s").format(h=hours, m=f"{minutes:02d}", s=f"{last:02d}")
    if minutes:
        return sign + _("{m} min {s} s").format(m=minutes, s=f"{last:02d}")
    return sign + _("{s} s").format(s=last)


def clock_words(ms: int, exact: str = "second") -> str:
    """``14:57:12``, or ``14:57`` where only the minute is known."""
    return f"{beijing(ms):%H:%M:%S}" if exact == "second" else f"{beijing(ms):%H:%M}"


def watch_words(seconds: int) -> str:
    """``00:24:47`` of the big clock."""
    left = max(seconds, 0)
    return f"{left // 3600:02d}:{left // 60 % 60:02d}:{left % 60:02d}"


def step_words(step: str) -> str:
    """``T2  集结完毕``."""
    return f"{step}  {vocabulary('drill_step').label(step)}"


def pace_words(found: Pace) -> tuple[str, str, str]:
    """(tone, what was needed, the rule beside it) of one step."""
    if found.spent_s is None:
        return "", "", rule_words(found)
    said = spent_words(found.spent_s)
    if found.kept is None:
        return "", said, rule_words(found)
    taken = said
    if found.since != found.limit_from:
        whole = _("{spent} · since {step} {taken}")
        taken = whole.format(spent=said, step=found.limit_from, taken=spent_words(found.taken_s))
    if found.kept:
        return "ok", _("in time · {time}").format(time=taken), rule_words(found)
    over = spent_words((found.taken_s or 0) - (found.limit_s or 0))
    return "overdue", _("{over} over · {time}").format(time=taken, over=over), rule_words(found)


def then_words(found: Pace, then_s: int | None) -> tuple[str, str]:
    """(faster or slower than the drill before, its time) of one step; empty where unknown."""
    if then_s is None or found.spent_s is None:
        return "", ""
    last = _("Last time {time}").format(time=spent_words(then_s))
    apart = found.spent_s - then_s
    if not apart:
        return "", last
    words = _("{time} slower") if apart > 0 else _("{time} faster")
    return words.format(time=spent_words(abs(apart))), last


def rule_words(found: Pace) -> str:
    """The rule of a step in words, or empty."""
    if found.limit_s is None:
        return ""
    words = _("≤ {minutes} min from {step}")
    return words.format(step=found.limit_from, minutes=found.limit_s // 60)
