"""The Exchange page at rest: how far the entries are, who sent, what was sent, what is aside."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from patrol_app.domain.vocabulary import vocabulary
from patrol_app.gui.exchange.tally import size_words
from patrol_app.gui.exchange.view import (
    Sender,
    Sent,
    View,
    amiss,
    day_words,
)
from patrol_app.gui.kit import Card, EmptyState, Figure, Table, facts
from patrol_app.gui.kit.banners import spaced
from patrol_app.gui.models import Cell, Column, chip
from patrol_app.gui.models.columns import two
from patrol_app.i18n import _
from patrol_app.services.exchange_state import ExchangeState
from patrol_app.services.ports import BundleIn
from patrol_app.services.refusal_words import reason_words
from patrol_app.services.rehearsal_rows import sender_words, span_words


def own_facts(state: ExchangeState) -> QWidget:
    """How far a station's own entries have come."""
    figures = [
        Figure(_("On this computer only"), spaced(state.local_only), _("entries"), card=False),
        Figure(_("Exported"), spaced(state.exported), _("no receipt yet"), card=False),
    ]
    for level in state.levels:
        words = _("Held by the {level}").format(level=_level(level.level))
        unit = _("of {n}").format(n=spaced(level.total))
        figures.append(Figure(words, spaced(level.held), unit, card=False))
    if not state.levels:
        figures.append(Figure(_("Acknowledged"), spaced(state.received), _("entries"), card=False))
    if state.last_export_ms is not None:
        figures.append(Figure(_("Last package"), day_words(state.last_export_ms), card=False))
    return facts(*figures)


def city_facts(view: View) -> QWidget:
    """A city's counts."""
    senders, aside = view.senders, view.aside
    late = sum(1 for one in senders if one.late)
    gaps = sum(1 for one in senders if one.missing)
    well = sum(1 for one in senders if not amiss(one))
    quarantined = sum(1 for row in aside if row.status == "quarantined")
    return facts(
        Figure(_("Devices"), spaced(len(senders)), _("enrolled"), card=False),
        Figure(_("In order"), spaced(well), _("devices"), card=False),
        Figure(_("Packages missing"), spaced(gaps), _("devices"), card=False),
        Figure(
            _("Silent"),
            spaced(late),
            _("for {n} days or more").format(n=view.silent_days),
            card=False,
        ),
        Figure(_("Quarantined"), spaced(quarantined), _("files"), card=False),
    )


class SenderLedger(Card):
    """Receipts ledger: one line a device, those with something amiss first."""

    def __init__(self) -> None:
        super().__init__(_("Receipts ledger"), flush=True)
        self.table = Table(
            [
                Column("name", _("Device"), 0, value=_sender),
                Column("received_ms", _("Last package"), 130, value=_package),
                Column("upto", _("Whole up to"), 92, "right", value=lambda one: spaced(one.upto)),
                Column("missing", _("Missing entries"), 130, value=_missing),
                Column("silent", _("Silent days"), 84, "right", value=_silent),
                Column("state", _("Status"), 132, value=sender_state),
            ],
            name=_("Receipts ledger"),
            row="row_touch",
            hug=True,
        )
        self.empty = EmptyState(
            "usb-flash-drive-outline",
            _("No device is enrolled yet"),
            _("A station writes a request; grant it here, then receive its packages."),
            _("Enrol a device"),
            first_icon="shield-check-outline",
        )
        self.table.set_empty(self.empty)
        self.put((self.table, 1))

    def show_senders(self, senders: Sequence[Sender]) -> None:
        """Show other lines."""
        self.set_caption(_("{n} devices").format(n=len(senders)))
        self.table.set_rows(senders)


class SentLedger(Card):
    """Own packages with what the levels above say of them."""

    def __init__(self) -> None:
        super().__init__(_("My packages"), flush=True)
        self.table = Table(
            [
                Column("name", _("Package"), 0, value=lambda one: one.row.name),
                Column("span", _("Entries"), 110, "right", value=_span),
                Column("size", _("Size"), 84, "right", value=lambda one: size_words(one.row.bytes)),
                Column("day", _("Written"), 84, value=lambda one: day_words(one.row.created_ms)),
                Column("state", _("Receipt"), 150, value=sent_state),
            ],
            name=_("My packages"),
            hug=True,
        )
        self.empty = EmptyState(
            "usb-flash-drive-outline",
            _("Nothing was exported yet"),
            _("Export onto a stick and carry it to the level above."),
            _("Export"),
            first_icon="usb-flash-drive-outline",
        )
        self.table.set_empty(self.empty)
        self.put((self.table, 1))

    def show_sent(self, sent: Sequence[Sent]) -> None:
        """Show other packages."""
        self.set_caption(_("{n} packages").format(n=len(sent)))
        self.table.set_rows(sent)


class AsideList(Card):
    """Files kept aside, each with its reason."""

    def __init__(self) -> None:
        super().__init__(_("Quarantined"), flush=True)
        self.table = Table(
            [
                Column("file", _("File and reason"), 0, value=_aside),
                Column("day", _("Day"), 72, value=lambda shown: day_words(shown[0].received_ms)),
            ],
            name=_("Quarantined"),
            row="row_touch",
            hug=True,
        )
        self.table.set_empty(
            EmptyState(
                "shield-check-outline",
                _("Nothing is kept aside"),
                _("Unknown or damaged files would stand here"),
            )
        )
        self.put((self.table, 1))

    def show_aside(self, view: View) -> None:
        """Show other files."""
        self.set_caption(_("{n} files").format(n=len(view.aside)))
        self.table.set_rows([(row, view) for row in view.aside])


def sender_state(sender: Sender) -> Cell:
    """The one word that matters most of a device."""
    if sender.frozen:
        return chip("overdue", _("History parted"), "source-branch-remove")
    if sender.quarantined:
        return chip("overdue", _("Quarantined {n}").format(n=sender.quarantined))
    if sender.missing:
        count = sum(last - first + 1 for first, last in sender.missing)
        return chip("overdue", _("{n} entries missing").format(n=count), "link-off")
    if sender.held:
        return chip("due", _("On hold {n}").format(n=sender.held), "tray-alert")
    if sender.received_ms is None:
        return chip("info", _("Nothing yet"))
    if sender.late:
        return chip("due", _("Silent"))
    if not sender.checked:
        return chip("due", _("Not checked"), "help-circle-outline")
    return chip("ok", _("Received"))


def sent_state(sent: Sent) -> Cell:
    """What the levels above say: the least good word colours it."""
    if not sent.answers:
        return chip("draft", _("No receipt yet"), "timer-sand")
    words = {
        "held": _("{level} has it"),
        "part": _("{level} has a part"),
        "missing": _("{level} misses some"),
    }
    text = " · ".join(words[state].format(level=_level(level)) for level, state in sent.answers)
    states = {state for _level_, state in sent.answers}
    tone = "overdue" if "missing" in states else "due" if "part" in states else "ok"
    return chip(tone, text)


def _level(code: str) -> str:
    """``市``, ``县``: the level as a word in a chip."""
    short = {"city": _("city"), "county": _("county"), "province": _("province")}
    return short.get(code) or vocabulary("level").label(code)


def _sender(sender: Sender) -> Cell:
    second = sender.unit if sender.checked else f"{sender.unit} · {_('code not compared')}"
    return two(sender_words(sender.unit, sender.device_no, {sender.unit: sender.name}), second)


def _package(sender: Sender) -> Cell:
    if sender.package is None:
        return Cell("—")
    return two(
        _("entries {span}").format(span=span_words((sender.package,))),
        _("received {day}").format(day=day_words(sender.received_ms)),
    )


def _missing(sender: Sender) -> Cell:
    return Cell(span_words(sender.missing), "tone", tone="overdue") if sender.missing else Cell("—")


def _silent(sender: Sender) -> Cell:
    if sender.silent is None:
        return Cell("—")
    tone = "due" if sender.late else ""
    return Cell(str(sender.silent), "tone" if tone else "text", tone=tone)


def _span(sent: Sent) -> str:
    return span_words(((sent.row.from_seq, sent.row.upto_seq),))


def _aside(shown: tuple[BundleIn, View]) -> Cell:
    row, view = shown
    who = sender_words(row.unit, "", view.names)
    return two(
        row.name, " · ".join(part for part in (who, reason_words(row.reason)) if part != "—")
    )
