"""Today: what to start, what to do, what is unfinished, how far the own records have come."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from patrol_app.gui.context import Context, Files, New
from patrol_app.gui.forms.values import day_words, short_moment
from patrol_app.gui.kit import (
    ActionTile,
    Button,
    Card,
    Chip,
    EmptyState,
    IconLabel,
    ListRow,
    Note,
    SplitColumns,
    Tiles,
    confirm,
    h,
    holder,
    label,
    scroll,
    spaced,
    v,
)
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.gui.kit.inputs import china_today
from patrol_app.gui.pages.base import AppPage
from patrol_app.gui.pages.today_data import TodayView, Unfinished, read_today
from patrol_app.gui.pages.today_handover import HandoverCard
from patrol_app.gui.pages.today_month import MonthCard
from patrol_app.gui.pages.today_season import SeasonStrip
from patrol_app.gui.pages.today_task import Task
from patrol_app.i18n import N_, _
from patrol_app.services.duty_table import tiles
from patrol_app.services.exchange_state import ExchangeState

TILES: dict[str, tuple[str, str, str, str, tuple[str, object]]] = {
    "patrol": (N_("Record a patrol"), "walk", "F2", "", ("patrol", New("patrol"))),
    "files": (
        N_("Import GPS / phone"),
        "cellphone-arrow-down",
        "F3",
        N_("or drop files on the window"),
        ("patrol", Files()),
    ),
    "pest": (N_("Report a pest"), "bug-outline", "F4", "", ("pest", New("pest"))),
    "grazing": (N_("Report grazing"), "sheep", "F5", "", ("grazing", New("grazing"))),
    "drill": (N_("Start a drill"), "timer-outline", "F6", "", ("crew", New("drill"))),
}
WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
LEVELS = {"station": N_("station"), "county": N_("county"), "city": N_("city")}
DRAFTS = 6


class TodayPage(AppPage):
    """The first page.

    Args:
        ctx: see ``Context``.
    """

    types = frozenset({"patrol", "finding", "pest", "grazing", "drill", "person", "unit"})
    topics = frozenset({"exchange", "drafts", "devices", "identity", "datasets"})

    def __init__(self, ctx: Context) -> None:
        self._unit = ""
        super().__init__(ctx, _("Today"))
        self.tiles: list[ActionTile] = []
        self._starts = QWidget()
        self._starts.setLayout(v(gap=0))
        self._show_tiles()
        self._note = self._sample_note()
        self._season = SeasonStrip()
        self._tasks = Card(_("To do"), flush=True, hug=True)
        self._where = Card(_("How far my records have come"))
        self._drafts = Card(_("Unfinished drafts"), flush=True, hug=True)
        self._month = MonthCard()
        self.handover = HandoverCard(ctx, self.refresh)
        cards = v(self._where, self._drafts, self.handover, None, gap="card_gap")
        side = holder(v((scroll(holder(cards), whole=True), 1)))
        main = holder(v(self._tasks, self._month, None, gap="card_gap"))
        row = SplitColumns(main, side, "side_xl")
        if self._note is not None:
            self.put(self._note)
        self.put(self._season, self._starts, (row, 1))

    def actor_changed(self) -> None:
        """Another person, or other roles: other actions come first."""
        self._show_tiles()
        super().actor_changed()

    def _show_tiles(self) -> None:
        """The start actions that the acting person may take, that of the role in front."""
        layout = self._starts.layout()
        assert layout is not None
        clear_layout(layout)
        self.tiles = []
        for place, name in enumerate(tiles(self.ctx.actor())):
            words, icon, key, hint, go = TILES[name]
            tile = ActionTile(_(words), icon, key, _(hint) if hint else "", primary=place == 0)
            tile.clicked.connect(partial(self.ctx.navigate, *go))
            self.tiles.append(tile)
        layout.addWidget(holder(Tiles(*self.tiles)))

    def page_context(self) -> str:
        """Date, weekday, unit."""
        today = china_today()
        date = day_words(today.isoformat())
        parts = [f"{date} {_(WEEKDAYS[today.weekday()])}", self._unit]
        return " · ".join(part for part in parts if part)

    def refresh(self) -> None:
        """Ask for everything on the page."""
        app, user = self.ctx.app, self.ctx.actor().id
        self.ctx.work.query(lambda: read_today(app, user), self.show_view, self.fail, owner=self)

    def showEvent(self, event: object) -> None:
        """Drafts change without a record changing, so every showing asks again."""
        self._stale = True
        super().showEvent(event)  # type: ignore[arg-type]

    def focus_first(self) -> None:
        """The page itself: F2 to F6 work from there."""
        self.setFocus()

    def show_view(self, view: TodayView) -> None:
        """Fill the cards."""
        self.set_ready()
        self._unit = view.unit
        self.header.set_context(self.page_context())
        self._season.show_seasons(view.seasons)
        self._show_tasks(view.tasks)
        self._show_drafts(view.drafts, view.draft_count)
        self._show_where(view.data.exchange)
        self._month.show_progress(view.progress)
        self.handover.show_notes(view.notes, dict(view.names), shared=view.shared)

    def _sample_note(self) -> Note | None:
        if not self.ctx.sample:
            return None
        note = Note(
            "info",
            _("This is sample data"),
            _("Try everything; nothing here is exchanged with real folders."),
            _("Set up a real folder"),
            icon="flask-outline",
        )
        note.acted.connect(partial(self.ctx.navigate, "setup", None))
        return note

    def _show_tasks(self, tasks: tuple[Task, ...]) -> None:
        clear_layout(self._tasks.body)
        self._tasks.set_caption(_("{n} things").format(n=len(tasks)) if tasks else "")
        if not tasks:
            face = EmptyState(
                "check-circle-outline",
                _("Nothing waits for you"),
                _("Start with a patrol, or drop files of a GPS or phone on the window."),
            )
            self._tasks.put("x2", face, "x2")
            return
        rows = v(gap=0)
        for place, task in enumerate(tasks):
            row = ListRow(
                task.title, task.caption, chip=Chip(task.tone, task.chip), action=task.action
            )
            row.set_last(place + 1 == len(tasks))
            row.activated.connect(partial(self._act, task))
            rows.add(row)
        self._tasks.put((scroll(holder(rows), hug=True), 1))

    def _show_drafts(self, drafts: tuple[Unfinished, ...], count: int) -> None:
        clear_layout(self._drafts.body)
        self._drafts.set_caption(_("{n} drafts").format(n=spaced(count)) if count else "")
        if not drafts:
            words = label(_("Everything is submitted"), "muted")
            self._drafts.put(h(words, None, margins="card_pad"))
            return
        rows = v(gap=0)
        shown = drafts[:DRAFTS]
        for place, draft in enumerate(shown):
            row = ListRow(draft.title, draft.caption, icon=draft.icon, action=_("Go on"))
            row.set_last(place + 1 == len(shown))
            row.activated.connect(partial(self.ctx.navigate, *draft.go))
            rows.add(row)
        self._drafts.put(rows)  # few rows, and the column they stand in scrolls

    def _show_where(self, state: ExchangeState) -> None:
        clear_layout(self._where.body)
        top = max(state.levels, key=lambda level: level.held, default=None)
        level = _(LEVELS.get(top.level, "city")) if top else _("city")
        steps = (
            (state.local_only, "laptop", "due", _("only here")),
            (state.exported, "usb-flash-drive-outline", "info", _("exported")),
            (state.received, "check-decagram-outline", "ok", _("{level} has").format(level=level)),
        )
        row = h(None)
        for place, (count, icon, tone, words) in enumerate(steps):
            if place:
                row.add(None, IconLabel("chevron-right", "text3"), None)
            row.add(_stage(count, icon, tone, words))
        self._where.put(row.add(None))
        parts = []
        if top is not None:
            parts.append(_("Last receipt {time}").format(time=short_moment(top.issued_ms)))
        if state.last_export_ms:
            parts.append(_("last export {time}").format(time=short_moment(state.last_export_ms)))
        foot = h(label(" · ".join(parts) or _("Nothing exported yet"), "caption"), None)
        if state.local_only and not self.ctx.sample:
            export = Button(
                _("Export {n}").format(n=spaced(state.local_only)), "", "usb-flash-drive-outline"
            )
            export.clicked.connect(partial(self.ctx.navigate, "exchange", None))
            foot.add(export)
        self._where.put(foot)

    def _act(self, task: Task) -> None:
        if task.go is not None:
            self.ctx.navigate(*task.go)
        elif task.key == "recovery" and confirm(
            self,
            _("Is the recovery file off this computer?"),
            _("Without it, a forgotten password or a broken computer means that all is lost."),
            _("It is away"),
        ):
            app, actor = self.ctx.app, self.ctx.actor()
            self.ctx.work.command(lambda: app.setup.confirm_recovery(actor), owner=self)


def _stage(count: int, icon: str, tone: str, words: str) -> QWidget:
    figure = label(spaced(count), "figure")
    centre = Qt.AlignmentFlag.AlignHCenter
    column = v(gap=0)
    column.addWidget(figure, 0, centre)
    column.add(h(None, IconLabel(icon, tone, "icon_small"), label(words, "caption"), None))
    made = holder(column)
    made.setAccessibleName(f"{words} {count}")
    return made
