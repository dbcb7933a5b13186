"""Words of a rehearsal and of what was received: every fact on a row of its own.

Window, command line and PDF show the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from patrol_app.domain.records import known, record_type
from patrol_app.i18n import N_, _
from patrol_app.services.exchange_types import (
    BundlePreview,
    PassedOver,
    Received,
    ReceivedItem,
    Rehearsal,
)
from patrol_app.services.refusal_words import REASONS
from patrol_app.services.rehearsal_words import BAD, CARE, COUNTS, FATES, NEW, REST

GAP = "link-off"  # icon of a gap


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
    rows = _once(row for bundle in outcome.bundles for row in _rows(bundle, bundle.fate, names))
    rows += [_passed(one) for one in outcome.passed]
    if outcome.more:
        words = _("{n} more files and folders").format(n=outcome.more)
        rows.append(_plain_row(_("Passed over"), "—", words, "—"))
    order = {CARE: 0, NEW: 1, REST: 2}
    return sorted(rows, key=lambda row: order[row.group])


def received_rows(outcome: Received, names: Mapping[str, str]) -> list[Row]:
    """What became of each file, in the same form."""
    rows = _once(row for item in outcome.items for row in _rows(item, item.status, names))
    order = {CARE: 0, NEW: 1, REST: 2}
    return sorted(rows, key=lambda row: order[row.group])


def _once(rows: Iterable[Row]) -> list[Row]:
    """A gap belongs to the sender: told beside the first of its files alone."""
    told: set[tuple[str, str]] = set()
    kept = []
    for row in rows:
        if row.icon == GAP:
            if (row.sender, row.what) in told:
                continue
            told.add((row.sender, row.what))
        kept.append(row)
    return kept


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
    for kind, new, changed in item.kinds if isinstance(item, BundlePreview) else ():
        label = _(record_type(kind).label) if known(kind) else kind
        words = _("{kind}: {new} new, {changed} changed").format(
            kind=label, new=new, changed=changed
        )
        found = True
        yield Row("ok" if new else "info", _("By type"), "format-list-checks", file, sender, words,
                  _("Taken in"), NEW if new else REST)  # fmt: skip
    if item.carried and fate != "carried":
        what, kept = _("Also for a level above"), _("Kept as it came and handed on")
        yield Row("info", _("Handed on"), "swap-horizontal", file, sender, what, kept, REST)
    for first, last in item.gaps:
        found = True
        words = _("Entries {span} have not arrived").format(span=span_words(((first, last),)))
        yield Row(
            "overdue",
            _("Gap"),
            GAP,
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
    if fate == "carried":
        return _("For others: kept as it came")
    if fate == "known":
        return _("This package was received before")
    if fate == "receipt":
        return _("What the level above holds of this unit")
    return _(REASONS[item.code]) if item.code in REASONS else item.message


_PASSED: Mapping[str, str] = {
    "file.other": N_("No exchange file"),
    "file.hidden": N_("Hidden or system file"),
    "file.link": N_("A link, not a file"),
    "file.unasked": N_("An exchange file for somebody else"),
    "folder.hidden": N_("Hidden or system folder"),
    "folder.deep": N_("Deeper than four folders"),
    "folder.many": N_("Too many folders"),
}


def passed_words(code: str) -> str:
    """Why a file or folder of a stick is not read."""
    return _(_PASSED[code]) if code in _PASSED else code


def _passed(one: PassedOver) -> Row:
    return _plain_row(_("Passed over"), one.path.name, passed_words(one.code), _("Not read"))


def _plain_row(word: str, file: str, what: str, done: str) -> Row:
    return Row("locked", word, "minus-circle-outline", file, "—", what, done, REST)


def span_words(spans: tuple[tuple[int, int], ...]) -> str:
    """``18, 20–22``: entry numbers of gaps."""
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in spans)
