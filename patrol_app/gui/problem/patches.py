"""The patches of forest inspections: list, map, answer and progress, walked by keyboard."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from patrol_app.domain.records.attachment import Attachment
from patrol_app.errors import PatrolError
from patrol_app.gui import kit
from patrol_app.gui.context import Context
from patrol_app.gui.forms.loading import photos_of
from patrol_app.gui.kit.table import UNBOUNDED
from patrol_app.gui.map import MapPanel
from patrol_app.gui.map.ground import MapGround
from patrol_app.gui.problem.patch_answer import AnswerPanel
from patrol_app.gui.problem.patch_words import (
    STATES,
    WAITING,
    drawn,
    list_columns,
    progress_columns,
    summary,
)
from patrol_app.gui.theme import current
from patrol_app.i18n import _
from patrol_app.services.patches import Answer, PatchLine, next_open, progress

MAP_HIGH = 240  # px at 100 % of the map where the columns stand one under the other
Photos = tuple[tuple[Attachment, bytes | None], ...]


class PatchesView(QWidget):
    """The list at the left with map and progress, the answer at the right.

    Args:
        ctx: see ``Context``.
        origin: name of the page's writes.

    Attributes:
        every: all patches; shown: those that the filters leave.
        panel: the answer.

    Signals:
        opened: record id: the whole problem is asked for.
        import_asked: a list shall be taken in.
        failed: a query failed.
    """

    opened = Signal(str)
    import_asked = Signal()
    failed = Signal(object)

    def __init__(self, ctx: Context, origin: str) -> None:
        super().__init__()
        self._ctx, self._origin = ctx, origin
        self.every: list[PatchLine] = []
        self.shown: list[PatchLine] = []
        self._people: Mapping[str, str] = {}
        self._rec = ""
        states = [(code or WAITING, _(words)) for code, _tone, words in STATES]
        self.filters = kit.FilterBar(
            [("batch", _("Inspection"), []), ("township", _("Township"), []),
             ("state", _("Check result"), states)],
        )  # fmt: skip
        self.filters.changed.connect(lambda *_what: self._filter())
        self.table = kit.Table(list_columns(), name=_("Patches"), hug=True)
        self.table.selection_changed.connect(self._selected)
        self.progress = kit.Table(progress_columns(), name=_("Progress"), hug=True)
        self.map = MapPanel(_("Outline of the patch"), legend=False)
        MapGround(ctx, self.map)
        self.map.picked.connect(lambda key: self.choose(key.partition(":")[2]))
        self.panel = AnswerPanel(ctx, origin)
        self.panel.asked.connect(self.save)
        self.panel.stepped.connect(self.step)
        self.panel.opened.connect(self.opened)
        self.table.opened.connect(lambda _line: self.panel.focus())
        self._stack = kit.Leaves()
        self._stack.addWidget(self._lists())
        self._empty = kit.EmptyState(
            "vector-polygon",
            _("No inspection list yet"),
            _("Take in the polygons and the table that came with it; they meet by patch number."),
            _("Import list"),
            first_icon="import",
        )
        self._empty.primary.connect(self.import_asked)
        self._stack.addWidget(self._empty)
        self.setLayout(kit.v((self._stack, 1)))

    def _lists(self) -> QWidget:
        listed = kit.Card(flush=True).put((self.table, 1))
        tally = kit.Card(_("Progress by township"), flush=True, hug=True).put((self.progress, 1))
        lists = kit.v((self.map, 4), (listed, 4), (tally, 3), gap="card_gap")
        lists.addStretch(0)  # what is left where every part has its height
        main = kit.holder(lists)
        columns = kit.SplitColumns(main, self.panel, "side_xxl")
        columns.folded.connect(self._cap_map)
        self._cap_map(columns.is_folded)
        return kit.holder(kit.v(self.filters, (columns, 1), gap="card_gap"))

    def _cap_map(self, folded: bool) -> None:
        """Large text: the list follows the map without a long way to scroll."""
        self.map.setMaximumHeight(current().scaled(MAP_HIGH) if folded else UNBOUNDED)

    def refresh(self) -> None:
        """Ask for the patches again."""
        app = self._ctx.app

        def read() -> tuple[list[PatchLine], dict[str, str]]:
            """All patches, and the names of who answered."""
            lines = app.patches.every()
            people = app.store.queries.names("person", [one.by_id for one in lines if one.by_id])
            return lines, people

        self._ctx.work.query(read, self._show, self.failed.emit, owner=self)

    def batch(self) -> str:
        """The inspection shown; empty for none or several."""
        names = {one.patch.patch_batch for one in self.shown}
        return next(iter(names)) if len(names) == 1 else ""

    def choose(self, rec: str) -> None:
        """Show the patch with the id ``rec`` if the filters leave it."""
        at = next((n for n, one in enumerate(self.shown) if one.patch.id == rec), -1)
        if at >= 0:
            self.table.select(at)

    def step(self, down: int) -> None:
        """Show the patch below, or above."""
        if not self.shown:
            return
        at = next((n for n, one in enumerate(self.shown) if one.patch.id == self._rec), 0)
        self.table.select(min(max(at + down, 0), len(self.shown) - 1))

    def save(self, rec: str, said: Answer) -> None:
        """Write an answer; then the next patch nobody was at is shown."""
        app, actor = self._ctx.app, self._ctx.actor()
        self._ctx.work.command(
            lambda: app.patches.answer(actor, rec, said),
            lambda _stored: self._saved(rec),
            self._refused,
        )

    def focus_first(self) -> None:
        """The first question of the shown patch, else what can be done here."""
        if self.every:
            self.panel.focus()
        else:
            self._empty.buttons[0].setFocus()

    def leave_question(self) -> str:
        """Asked before typed answers would be lost."""
        count = self.panel.unsaved()
        return _("Answers of {n} patches are not saved. Leave?").format(n=count) if count else ""

    def _show(self, found: tuple[list[PatchLine], dict[str, str]]) -> None:
        first = not self.every
        self.every, self._people = found
        self._stack.setCurrentIndex(0 if self.every else 1)
        batches = list(dict.fromkeys(one.patch.patch_batch for one in self.every))
        buttons = self.filters.buttons
        buttons["batch"].set_choices([(name, name) for name in batches])
        if first and batches:
            buttons["batch"].choose(batches[-1])
        towns = sorted({one.patch.township for one in self.every} - {""})
        buttons["township"].set_choices([(name, name) for name in towns])
        self._filter()

    def _filter(self) -> None:
        values = self.filters.values()
        state = values.get("state", "")
        batch = [
            one
            for one in self.every
            if values.get("batch", one.patch.patch_batch) == one.patch.patch_batch
            and values.get("township", one.patch.township) == one.patch.township
        ]
        self.shown = [one for one in batch if not state or (one.state or WAITING) == state]
        self.filters.set_count(summary(batch))
        self.progress.set_rows(progress(batch))
        self.table.blockSignals(True)
        self.table.set_rows(self.shown)
        self.table.blockSignals(False)
        kept = any(one.patch.id == self._rec for one in self.shown)
        rec = self._rec if kept else next_open(self.shown, "")
        rec = rec or (self.shown[0].patch.id if self.shown else "")
        if rec:
            self.choose(rec)
        else:
            self._rec = ""
            self.panel.show_line(None, "", (), may=False)

    def _selected(self, lines: list[PatchLine]) -> None:
        if len(lines) != 1:
            return
        line, app = lines[0], self._ctx.app
        other = line.patch.id != self._rec
        self._rec = line.patch.id
        if other:
            self._draw(line)
        self._ctx.work.query(
            lambda: photos_of(app, line.patch.id), partial(self._fill, line), owner=self
        )

    def _fill(self, line: PatchLine, photos: Photos) -> None:
        if line.patch.id == self._rec:
            may = self._ctx.actor().may("verify")
            self.panel.show_line(line, self._people.get(line.by_id, ""), photos, may=may)

    def _draw(self, line: PatchLine) -> None:
        found = drawn(line, self.every)
        self.map.setVisible(found is not None)
        if found is not None:
            shapes, bounds = found
            self.map.show_list(shapes, keep_view=True)
            self.map.go_to(bounds)

    def _saved(self, rec: str) -> None:
        self.panel.saved(rec)
        line = next((one for one in self.shown if one.patch.id == rec), None)
        words = _("Patch {number} is answered")
        self._ctx.toast(words.format(number=line.patch.patch_no if line else ""), None)
        following = next_open(self.shown, rec)
        if following:
            self.choose(following)
        self.panel.focus()

    def _refused(self, fault: PatrolError) -> None:
        if not self.panel.refuse(fault):
            self._ctx.toast(fault.message(), None)
