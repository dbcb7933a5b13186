"""Lines of the page Today about this computer and its folder: keys, clock, backup, exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrol_app.domain.instant import DAY_MS
from patrol_app.domain.records import RECORD_TYPES
from patrol_app.gui.context import Settle, page_of
from patrol_app.gui.pages.today_task import Task
from patrol_app.i18n import N_, _
from patrol_app.services.going_down import GoingDown
from patrol_app.services.ports import EVERY_STATE, Condition, Listing
from patrol_app.services.today import Today

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

EXPORT_DAYS = 7  # a week's work is what a lost laptop may cost at most
CLOCK = {
    "build": N_("The clock of this computer is before the day this program was made"),
    "own": N_("The clock of this computer is behind its own last entry"),
    "city": N_("The clock of this computer is far ahead of the city's"),
}
EXCHANGE = ("exchange", None)
# code -> tone, chip, title, caption, action
ENROLMENT = {
    "recovery_here": (
        "overdue",
        N_("Key still here"),
        N_("Move the recovery file off this computer"),
        N_("Whoever has it can open this folder; keep it in the safe"),
        N_("It is away"),
    ),
    "not_enrolled": (
        "due",
        N_("Not enrolled"),
        N_("Get this computer enrolled by the city"),
        N_("Take the request file up, bring the answer back"),
        N_("Enrol"),
    ),
    "unchecked": (
        "info",
        N_("Not checked"),
        N_("Compare the number code with the city by phone"),
        N_("Until then it is not proved who granted the enrolment"),
        N_("Check"),
    ),
    "epoch": (
        "due",
        N_("New numbering"),
        N_("This folder was restored, copied or moved"),
        N_("Its numbers begin with X until the city grants a new device number"),
        N_("Enrol"),
    ),
}
KINDS = {"not_enrolled": "enrolment", "unchecked": "enrolment", "epoch": "enrolment"}
RECEIPT = {
    "frozen": N_("The level above closed this journal: it saw two histories"),
    "closed": N_("Begin a new journal: Exchange, Devices"),
    "revoked": N_("The level above revoked this device"),
    "other_history": N_("The level above holds other entries than this folder"),
    "audit_cut": N_("Audit entries that the level above has seen are missing here"),
    "unconfirmed": N_("The level above has not confirmed this journal"),
}


def line_of(key: str) -> str:
    """The line of the table that a warning belongs to."""
    return KINDS.get(key.partition(".")[0], key)


def warnings_tasks(data: Today) -> list[Task]:
    """What a person has to do about this installation; the key is the warning's code."""
    found: list[Task] = []
    for code in data.warnings:
        if code in ENROLMENT and not (code == "not_enrolled" and data.sample):
            tone, *words = ENROLMENT[code]
            chip, title, caption, action = (_(one) for one in words)
            here = code == "recovery_here"
            key, go = ("recovery", None) if here else (code, EXCHANGE)
            found.append(Task(tone, chip, title, caption, action, key, go))
        elif code.startswith("receipt."):
            title = _(RECEIPT[code.removeprefix("receipt.")])
            ask = _("Ask the city")
            found.append(Task("overdue", _("Receipt"), title, ask, key=code, go=EXCHANGE))
        elif code.startswith("clock."):
            title = _(CLOCK[code.removeprefix("clock.")])
            ask = _("Set the clock of the computer")
            found.append(Task("due", _("Clock"), title, ask, key=code))
    return found


def unsafe_tasks(app: App) -> list[Task]:
    """No backup was proved for a week, or none stands at a second place."""
    state = app.backups.state()
    go = ("settings", "safety")
    if state.old and (state.rows or app.store.queries.identity().enrolled):
        words = _("No backup was proved in the last seven days")
        return [Task("overdue", _("Backup"), words, _("Make one now"), _("Backups"), go=go)]
    if state.last is not None and state.nag:
        words = _("No proved copy at a second place for a week")
        return [Task("due", _("Backup"), words, _("Put the stick in"), _("Backups"), go=go)]
    return []


def broken_tasks(app: App) -> list[Task]:
    """Records with conflicts, or with a part that has not arrived."""
    found: list[Task] = []
    queries = app.store.queries
    conflicts = queries.conflict_count()
    if conflicts:
        found.append(
            Task(
                "conflict",
                _("{n} conflicts").format(n=conflicts),
                _("Records changed in two places"),
                _("Two people wrote the same field; both texts are kept"),
                _("Settle"),
                "conflicts",
                ("exchange", Settle()),
            )
        )
    for kind in RECORD_TYPES:
        if kind.code in ("attachment", "review", "seal"):
            continue
        count = queries.count(
            Listing(kind.code, (Condition("incomplete", "=", True),), EVERY_STATE)
        )
        if count:
            words = _("{n} incomplete").format(n=count)
            caption = _("An earlier entry has not arrived yet")
            go = (page_of(kind.code), None)
            label = _(kind.label)
            found.append(Task("due", words, label, caption, _("Look"), "incomplete", go))
    return found


def down_tasks(going: GoingDown, now_ms: int) -> list[Task]:
    """What waits to be carried to others; only what concerns somebody here is given."""
    found: list[Task] = []

    def add(line: str, tab: str, at_ms: int, title: str, caption: str, verb: str) -> None:
        """One line; it is due after a week."""
        days = max(0, now_ms - at_ms) // DAY_MS
        chip = _("{n} days").format(n=days) if days else _("Today")
        tone = "due" if days >= EXPORT_DAYS else "info"
        found.append(Task(tone, chip, title, caption, verb, line, ("exchange", tab)))

    if going.said:
        title = _("{n} decisions wait to be sent down").format(n=going.said)
        caption = _("Stations learn of reviews and assignments by a package down")
        add("sending", "deliver", going.said_ms, title, caption, _("Send down"))
    if going.open and now_ms - going.open_ms >= EXPORT_DAYS * DAY_MS:
        title = _("{n} devices have not confirmed a package down").format(n=going.open)
        caption = _("Is it still on a stick here? Its word comes with the station's next package")
        add("sending", "deliver", going.open_ms, title, caption, _("Look"))
    if going.handing:
        title = _("{n} files for others wait to be handed on").format(n=going.handing)
        caption = _("They came for another unit and go on as they are")
        add("handing", "waiting", going.handing_ms, title, caption, _("Hand on"))
    return found


def exchange_tasks(data: Today, now_ms: int) -> list[Task]:
    """Packages that should have left or come."""
    state, found = data.exchange, []
    exchange = ("exchange", None)
    if state.local_only and not data.sample:
        since = (now_ms - state.last_export_ms) // DAY_MS if state.last_export_ms else None
        if since is None or since > EXPORT_DAYS:
            late = since is not None
            chip = _("{n} days over").format(n=since - EXPORT_DAYS) if since else _("Never yet")
            found.append(
                Task(
                    "overdue" if late else "info",
                    chip,
                    _("Export {n} entries").format(n=state.local_only),
                    _("Work that is only on this computer is lost with it"),
                    _("Export"),
                    "export",
                    exchange,
                )
            )
    wanted = sum(level.wanted for level in state.levels)
    gaps = (
        (state.gaps, N_("{n} gaps"), N_("Entries of stations are missing"), N_("Look")),
        (state.quarantined, N_("{n} aside"), N_("Packages are kept aside"), N_("Decide")),
        (wanted, N_("{n} wanted"), N_("Photos are asked for again"), N_("Export")),
    )
    for count, chip, title, action in gaps:
        if count:
            words = _(chip).format(n=count)
            see = _("See Exchange")
            found.append(Task("due", words, _(title), see, _(action), "arrivals", exchange))
    return found
