"""Words of a rehearsal and of what was received: every fact on a row of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from patrol_app.gui.exchange.reasons import REASONS
from patrol_app.gui.exchange.view import span_words
from patrol_app.i18n import N_, _
from patrol_app.services.exchange_types import BundlePreview, Received, ReceivedItem, Rehearsal

NEW, CARE, REST = "new", "care", "rest"
BAD = ("quarantined", "refused", "held")
# fate: tone, word, icon, what is done with the file
FATES: Mapping[str, tuple[str, str, str, str]] = {
    "known": ("locked", N_("Held already"), "equal", N_("Skipped; the receipt is written again")),
    "receipt": ("info", N_("Receipt"), "receipt-text-check-outline", N_("Read")),
    "quarantined": (
        "overdue",
        N_("Quarantined"),
        "shield-alert-outline",
        N_("Kept aside, not taken in"),
    ),
    "refused": ("overdue", N_("Refused"), "close-octagon-outline", N_("Not taken")),
    "held": ("due", N_("On hold"), "clock-alert-outline", N_("Kept until the program is upgraded")),
}
# count: tone, word, icon, "{n} ..." of the row, what is done, group
COUNTS: Sequence[tuple[str, str, str, str, str, str, str]] = (
    ("conflicts", "conflict", N_("Conflict"), "call-split",
     N_("{n} records were changed in two places"), N_("Both kept, settled by a person"), CARE),
    ("unknown_people", "due", N_("Unknown person"), "account-question-outline",
     N_("{n} people are not known here"), N_("Taken in and marked"), CARE),
    ("missing_blobs", "due", N_("Photo missing"), "image-off-outline",
     N_("{n} photos or tracks are cited and not in the file"), N_("Asked for in the receipt"),
     CARE),
    ("incomplete", "due", N_("Incomplete"), "progress-clock",
     N_("{n} records wait for an earlier package"), N_("Taken in, shown as incomplete"), CARE),
    ("held", "due", N_("On hold"), "tray-alert",
     N_("{n} entries cannot be read by this version"), N_("Kept aside until an upgrade"), CARE),
    ("clock_marks", "due", N_("Clock"), "clock-alert-outline",
     N_("{n} entries were written under a doubtful clock"), N_("Taken in and marked"), CARE),
    ("datum_pending", "due", N_("Datum"), "crosshairs-question",
     N_("{n} tracks: nobody has said which datum they have"), N_("Taken in and marked"), CARE),
    ("new", "ok", N_("New"), "plus-circle-outline", N_("{n} new records"), N_("Taken in"), NEW),
    ("changed", "info", N_("Changed"), "update",
     N_("{n} records change"), N_("The newer text stands"), REST),
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One line of the list.

    Attributes:
        tone / word / icon: chip; file: name; sender: unit and device.
        what: content; done: what happens with it; group: ``new``, ``care`` or ``rest``.
    """

    tone: str
    word: str
    icon: str
    file: str
    sender: str
    what: str
    done: str
    group: str


def rehearsal_rows(outcome: Rehearsal, names: Mapping[str, str]) -> list[Row]:
    """Every row, those that need a person first."""
    rows = [row for bundle in outcome.bundles for row in _rows(bundle, bundle.fate, names)]
    order = {CARE: 0, NEW: 1, REST: 2}
    return sorted(rows, key=lambda row: order[row.group])


def received_rows(outcome: Received, names: Mapping[str, str]) -> list[Row]:
    """What became of each file, in the same form."""
    rows = [row for item in outcome.items for row in _rows(item, item.status, names)]
    order = {CARE: 0, NEW: 1, REST: 2}
    return sorted(rows, key=lambda row: order[row.group])


def sender_words(unit: str, device_no: str, names: Mapping[str, str]) -> str:
    """``示例站 01``; an em dash while the sender is not known."""
    words = f"{names.get(unit, unit)} {device_no}".strip()
    return words or "—"


def _rows(item: BundlePreview | ReceivedItem, fate: str, names: Mapping[str, str]) -> Iterator[Row]:
    sender = sender_words(item.unit, item.device_no, names)
    file = item.path.name
    dropped = item.dropped if isinstance(item, BundlePreview) else ()
    if fate in FATES:
        tone, word, icon, done = FATES[fate]
        group = CARE if fate in BAD else REST
        yield Row(tone, _(word), icon, file, sender, _why(item, fate), _(done), group)
    found = False
    for name, tone, word, icon, what, done, group in COUNTS:
        count = int(getattr(item, name, 0))
        if name == "held" and dropped:
            continue  # the reasons follow, each with its own count
        if count:
            found = True
            yield Row(tone, _(word), icon, file, sender, _(what).format(n=count), _(done), group)
    for first, last in item.gaps:
        found = True
        words = _("Entries {span} have not arrived").format(span=span_words(((first, last),)))
        yield Row(
            "overdue",
            _("Gap"),
            "link-off",
            file,
            sender,
            words,
            _("Asked for in the receipt"),
            CARE,
        )
    for reason in dropped:
        found = True
        words = _("{n} entries: {reason}").format(n=reason.count, reason=reason.message)
        done = _("Kept aside, nothing is lost")
        yield Row("due", _("On hold"), "tray-alert", file, sender, words, done, CARE)
    if fate == "done" and not found:
        words = _("{n} journal entries, no record differs").format(n=item.ops)
        yield Row("locked", _("Same"), "equal", file, sender, words, _("Taken in"), REST)


def _why(item: BundlePreview | ReceivedItem, fate: str) -> str:
    """The reason in plain words: our own for a known code, else the engine's sentence."""
    if fate == "known":
        return _("This package was received before")
    if fate == "receipt":
        return _("What the level above holds of this unit")
    return _(REASONS[item.code]) if item.code in REASONS else item.message
