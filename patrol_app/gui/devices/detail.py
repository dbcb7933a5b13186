"""One device in full: certificate, journals, and the root that vouches for it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from patrol_app.domain.instant import date_of
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.gui.kit import Card, Chip, h, holder, label, line, scroll, v
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.i18n import _
from patrol_app.services.device_types import DeviceRow, JournalRow, RootState
from patrol_app.services.device_words import status_words


class DeviceCard(Card):
    """The card beside the list."""

    def __init__(self) -> None:
        super().__init__(_("Device"))
        self._column = v(gap="card_gap")
        self.put((scroll(holder(self._column)), 1))

    def show_device(self, row: DeviceRow, root: RootState | None) -> None:
        """Show another device."""
        number = f"{row.unit}-{row.device_no}" if row.device_no else row.unit
        self.set_title(number)
        clear_layout(self._column)
        facts = [
            (_("Unit"), f"{row.name} · {vocabulary('level').label(row.level)}"),
            (_("Status"), status_words(row)),
            (_("Key"), row.kid),
            (_("Certificate"), _span(row)),
            (_("Program"), row.version or "—"),
        ]
        if root is not None and row.status == "own":
            words = _("version {version}, {threshold} of {count} keys must sign")
            facts.append(
                (
                    _("Root"),
                    words.format(
                        version=root.version, threshold=root.threshold, count=len(root.keys)
                    ),
                )
            )
        for name, value in facts:
            self._column.add(
                holder(v(label(name, "caption", "text3"), label(value, wrap=True), gap=0))
            )
        self._column.add(line(), label(_("Journals"), "strong"))
        for journal in reversed(row.journals):
            self._column.add(_journal(journal))
        if not row.journals:
            self._column.add(label(_("None known here"), "caption", "text3"))
        self._column.add(None)


def _span(row: DeviceRow) -> str:
    if not row.valid_to:
        return _("own root") if row.status == "own" else "—"
    return _("{first} to {last}").format(first=date_of(row.valid_from), last=date_of(row.valid_to))


def _journal(row: JournalRow) -> QWidget:
    tone, words = "ok", _("open")
    if row.frozen_at is not None:
        tone, words = "overdue", _("two histories from entry {n}").format(n=row.frozen_at)
    elif row.closed_after is not None:
        tone, words = "draft", _("closed after entry {n}").format(n=row.closed_after)
    elif not row.confirmed:
        tone, words = "due", _("not confirmed")
    held = _("{n} entries held").format(n=row.upto)
    if row.gaps:
        held += " · " + _("{n} missing").format(n=row.gaps)
    head = f"{row.device_no} · {row.stream[:8]}" if row.device_no else row.stream[:8]
    title = f"{head} · {_('in use now')}" if row.present else head
    return holder(
        v(
            label(title, wrap=True),
            label(held, "caption", "text3"),
            h(Chip(tone, words), None),
            gap="half",
        )
    )
