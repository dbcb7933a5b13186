"""The exchange on paper and in workbooks: the preview, the table of stations, the day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from patrol_app.domain.instant import minute_text
from patrol_app.i18n import _
from patrol_app.services.city_desk import DESK_COLUMNS, CityDay, DeskRow
from patrol_app.services.exchange_types import Rehearsal
from patrol_app.services.refusal_words import reason_words
from patrol_app.services.rehearsal_rows import rehearsal_rows, sender_words, span_words
from patrol_app.services.rehearsal_words import FATES
from patrol_app.services.report_types import Sheet, SheetColumn

_TOTALS = ("new", "changed", "conflicts", "incomplete", "missing_blobs", "unknown_people", "held",
           "clock_marks", "datum_pending")  # fmt: skip


def total_words(outcome: Rehearsal) -> str:
    """``12 new, 3 changed, 1 conflicts …``: every count that is not 0."""
    words = {
        "new": _("{n} new"),
        "changed": _("{n} changed"),
        "conflicts": _("{n} conflicts"),
        "incomplete": _("{n} incomplete"),
        "missing_blobs": _("{n} photos missing"),
        "unknown_people": _("{n} unknown people"),
        "held": _("On hold {n}"),
        "clock_marks": _("{n} with a doubtful clock"),
        "datum_pending": _("{n} tracks without a datum"),
    }
    found = [words[name].format(n=outcome.total(name)) for name in _TOTALS if outcome.total(name)]
    carried = sum(1 for bundle in outcome.bundles if bundle.carried)
    if carried:
        found.append(_("{n} files for others, handed on").format(n=carried))
    return ", ".join(found) or _("Nothing to take in")


def rehearsal_sheet(outcome: Rehearsal, names: Mapping[str, str], made: str) -> Sheet:
    """The preview of some files: what would be written and what would not, and why.

    Args:
        names: unit names by code.
        made: who and when, in words.
    """
    rows = [
        (row.word, row.sender, row.what, row.done, row.file)
        for row in rehearsal_rows(outcome, names)
    ]
    return Sheet(
        title=_("Import preview"),
        columns=(
            SheetColumn(_("Kind"), 90),
            SheetColumn(_("From"), 130),
            SheetColumn(_("Content"), 300),
            SheetColumn(_("What is done"), 200),
            SheetColumn(_("File"), 240),
        ),
        rows=rows,
        filters=" · ".join(
            (
                _("{n} files").format(n=len(outcome.bundles)),
                total_words(outcome),
                _("nothing was written yet"),
            )
        ),
        made=made,
        count_words=_("{n} rows").format(n=len(rows)),
    )


def desk_cells(row: DeskRow) -> tuple[str, ...]:
    """The words of one device, in the order of ``DESK_COLUMNS``."""
    receipt = minute_text(row.receipt_ms) if row.receipt_ms else "—"
    if row.receipt_ms:
        receipt += " · " + (_("fetched") if row.fetched else _("not fetched yet"))
    return (
        f"{row.name} {row.unit}" if row.name != row.unit else row.unit,
        row.device_no,
        minute_text(row.received_ms) if row.received_ms else "—",
        "" if row.silent is None else str(row.silent),
        span_words(row.missing) or "—",
        str(row.held),
        str(row.conflicts),
        str(row.incomplete),
        str(row.photos),
        str(row.quarantined),
        str(row.month),
        row.version or "—",
        receipt,
        ", ".join(row.looks()) or "—",
    )


def desk_sheet(rows: Sequence[DeskRow], made: str, filters: str = "") -> Sheet:
    """The table of stations."""
    return Sheet(
        title=_("Stations"),
        columns=tuple(
            SheetColumn(_(title), width, figure) for title, width, figure in DESK_COLUMNS
        ),
        rows=[desk_cells(row) for row in rows],
        filters=filters,
        made=made,
        count_words=_("{n} devices").format(n=len(rows)),
    )


def day_sheet(day: CityDay, made: str) -> Sheet:
    """What came on a day, what was refused and why, gaps, silent stations."""
    rows = list(_day_rows(day))
    return Sheet(
        title=_("Exchange on {day}").format(day=day.day),
        columns=(
            SheetColumn(_("Section"), 90),
            SheetColumn(_("Time"), 110),
            SheetColumn(_("From"), 150),
            SheetColumn(_("Content"), 150),
            SheetColumn(_("State"), 200),
            SheetColumn(_("File"), 240),
        ),
        rows=rows,
        filters=_("{taken} taken in, {aside} kept aside, {gaps} with gaps, {silent} silent").format(
            taken=day.count("done"),
            aside=day.count("quarantined", "held"),
            gaps=len(day.gaps),
            silent=len(day.silent),
        ),
        made=made,
        count_words=_("{n} rows").format(n=len(rows)),
    )


def _day_rows(day: CityDay) -> Iterator[tuple[str, ...]]:
    for row in day.files:
        taken = row.status == "done"
        state = (
            _("Taken in") if taken else _(FATES[row.status][1]) + ": " + reason_words(row.reason)
        )
        yield (
            _("Received") if taken else _("Kept aside"),
            minute_text(row.received_ms),
            sender_words(row.unit, "", day.names),
            span_words(((row.from_seq, row.upto_seq),)) if row.kind == "up" else row.kind,
            state,
            row.name,
        )
    for one in day.gaps:
        who = sender_words(one.unit, one.device_no, {one.unit: one.name})
        yield (_("Gap"), "—", who, span_words(one.missing), _("Asked for in the receipt"), "—")
    for one in day.silent:
        who = sender_words(one.unit, one.device_no, {one.unit: one.name})
        last = minute_text(one.received_ms) if one.received_ms else _("never")
        yield (_("Silent"), "—", who, _("Silent for {n} days").format(n=one.silent), last, "—")
