"""The six counts of a rehearsal and the one list with everything."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from patrol_app.gui.kit import Card, CountTile, EmptyState, Segmented, Table, Tiles, holder
from patrol_app.gui.kit.banners import spaced
from patrol_app.gui.models import Column, chip
from patrol_app.i18n import _
from patrol_app.services.exchange_types import Rehearsal
from patrol_app.services.rehearsal_rows import Row
from patrol_app.services.rehearsal_words import CARE, NEW

ALL = "all"


def takes(outcome: Rehearsal) -> str:
    """Words of the primary button: the number it will write; empty when there is nothing to do."""
    fates = [bundle.fate for bundle in outcome.bundles]
    records = outcome.total("new") + outcome.total("changed")
    if records:
        return _("Take in {n} records").format(n=spaced(records))
    if outcome.total("ops"):
        return _("Take in {n} entries").format(n=spaced(outcome.total("ops")))
    if "receipt" in fates:
        return _("Read {n} receipts").format(n=fates.count("receipt"))
    if "known" in fates:
        return _("Write {n} receipts again").format(n=fates.count("known"))
    aside = fates.count("quarantined") + fates.count("held")
    if aside:
        return _("Keep {n} files aside").format(n=aside)
    return ""


def count_tiles(outcome: Rehearsal) -> QWidget:
    """New, changed, conflicts, photos missing, unknown people, held already."""
    files = [bundle for bundle in outcome.bundles if bundle.fate == "done"]
    known = sum(1 for bundle in outcome.bundles if bundle.fate == "known")
    total = outcome.total
    tiles = (
        ("ok", "plus-circle-outline", "new", _("New"), _("from {n} packages").format(n=len(files))),
        ("info", "update", "changed", _("Changed"), _("the newer text stands")),
        ("conflict", "call-split", "conflicts", _("Conflicts"), _("both kept")),
        ("due", "image-off-outline", "missing_blobs", _("Photos missing"), _("will be asked for")),
        ("due", "account-question-outline", "unknown_people", _("Unknown people"),
         _("taken in, marked")),
    )  # fmt: skip
    made = [
        CountTile(tone if total(name) else "", icon, spaced(total(name)), word, note)
        for tone, icon, name, word, note in tiles
    ]
    held = CountTile("", "equal", spaced(known), _("Held already"), _("packages, skipped"))
    made.append(held)
    return holder(Tiles(*made))


def size_words(count: int) -> str:
    """``84.6 MB``, ``12 kB``."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000)) if count else 0} kB"
    return f"{count / 1_000_000:.1f} MB"


class FileList(Card):
    """Every row of the rehearsal with a choice of what to see."""

    def __init__(self) -> None:
        self.pick = Segmented(
            [(CARE, _("Attention")), (ALL, _("All")), (NEW, _("New only"))], ALL, _("Show")
        )
        super().__init__(_("Item by item"), actions=[self.pick], flush=True)
        self._rows: list[Row] = []
        self.pick.changed.connect(lambda _code: self._fill())
        self.table = Table(
            [
                Column(
                    "word", _("Kind"), 118, value=lambda row: chip(row.tone, row.word, row.icon)
                ),
                Column("sender", _("From"), 108),
                Column("what", _("Content")),
                Column("done", _("What is done"), 160),
                Column("file", _("File"), 236),
            ],
            name=_("Item by item"),
            hug=True,
        )
        self.table.set_empty(
            EmptyState("format-list-checks", _("Nothing to list"), _("Every row stands here"))
        )
        self.put((self.table, 1))

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows; what cannot be taken is kept aside, so nothing is ever left out."""
        self._rows = list(rows)
        self.set_caption(_("0 left out · everything is listed here"))
        self.pick.set_words(CARE, _("Attention {n}").format(n=self.care()))
        self._fill()

    def care(self) -> int:
        """How many rows need a person."""
        return sum(1 for row in self._rows if row.group == CARE)

    def _fill(self) -> None:
        chosen = self.pick.value()
        shown = [row for row in self._rows if chosen == ALL or row.group == chosen]
        self.table.set_rows(shown)
