"""The window of one open data folder: pages, navigation, status line, user, palette."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Signal

from patrol_app.errors import PatrolError
from patrol_app.events import Changes
from patrol_app.gui.bridge import Bridge
from patrol_app.gui.context import Context, Files, New
from patrol_app.gui.exchange.inbox import Inbox
from patrol_app.gui.main_window import MainWindow
from patrol_app.gui.makers import factories
from patrol_app.gui.pages.base import AppPage
from patrol_app.gui.rail import rail_items as rail_items
from patrol_app.gui.safety.daily import DailyBackup
from patrol_app.gui.status import StatusFeed
from patrol_app.gui.theme import Theme
from patrol_app.gui.users.guard import Guard
from patrol_app.gui.work import Work
from patrol_app.i18n import _
from patrol_app.services.session import Actor
from patrol_app.services.setup import SAMPLE

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

ACTIONS: Mapping[str, tuple[str, object]] = {
    "F2": ("patrol", New("patrol")),
    "F3": ("patrol", Files()),
    "F4": ("pest", New("pest")),
    "F5": ("grazing", New("grazing")),
    "F6": ("crew", New("drill")),
}


class Front(QObject):
    """Owns the window, the work beside it and the open folder.

    Args:
        app: the open folder.
        theme: as applied to the application.
        geometry: where the window's place is kept; None keeps nothing.
        window: the empty window that is shown already; None makes one.

    Attributes:
        ctx: what pages get.
        inbox: looked at from the start, whichever page is in front.
        window: the main window.

    Signals:
        setup_asked: the person wants to set up another data folder (from sample data).
        restore_asked: path of the backup that shall stand in place of the folder.
    """

    setup_asked = Signal()
    restore_asked = Signal(object)

    def __init__(
        self,
        app: App,
        theme: Theme,
        geometry: QSettings | None = None,
        window: MainWindow | None = None,
    ) -> None:
        super().__init__()
        self._app = app
        self._actor = app.session.actor
        self._closed = False
        self.work = Work(self)
        self.bridge = Bridge(app.bus, self)
        self.inbox = Inbox(app, self.work, self)
        self.ctx = Context(
            app=app,
            work=self.work,
            bridge=self.bridge,
            theme=theme,
            navigate=self.navigate,
            toast=self.toast,
            settings=app.settings,
            actor=lambda: self._actor,
            sample=app.store.queries.meta(SAMPLE) == "1",
            parent=lambda: self.window,
            inbox=self.inbox,
        )
        self.window = window or MainWindow(rail_items(), {}, geometry)
        self.window.serve(factories(self.ctx))
        self.window.set_sample(self.ctx.sample)
        self.window.set_user(self._actor.name)
        self._status = StatusFeed(self.ctx, self.window.status)
        self.guard = Guard(self.ctx, self.window, self._keep_typed)
        self._daily = DailyBackup(self.ctx)
        self._wire()

    def navigate(self, key: str, argument: object = None) -> None:
        """Bring a page to the front and hand it ``argument``."""
        if key == "setup":
            self.setup_asked.emit()
            return
        if key == "restore":
            self.restore_asked.emit(argument)
            return
        if not self.window.show_page(key):
            return
        page = self.window.page(key)
        if argument is not None and isinstance(page, AppPage):
            page.accept(argument)

    def toast(self, words: str, undo: Callable[[], None] | None = None) -> None:
        """Say what happened."""
        self.window.show_toast(words, undo)

    def close(self) -> None:
        """Close the window, finish the writes, close the folder."""
        if self._closed:
            return
        self._closed = True
        self.guard.close()
        self._daily.close()
        self.inbox.close()
        self.window.close()
        self.bridge.close()
        self.work.close()
        self._app.close()
        self.window.deleteLater()

    def _wire(self) -> None:
        window = self.window
        window.files_dropped.connect(
            lambda paths: self.navigate("patrol", Files(tuple(str(path) for path in paths)))
        )
        window.pathless_drop.connect(
            lambda: self.toast(_("Copy the files to the computer first, then drop them here"), None)
        )
        window.action_asked.connect(lambda key: self.navigate(*ACTIONS[key]))
        window.find_asked.connect(self._find)
        window.user_asked.connect(self.guard.switch)
        window.lock_asked.connect(self.guard.lock)
        window.closing.connect(self._leave_editors)
        self.guard.changed.connect(self._switched)
        self.work.failed.connect(self._say)
        self.bridge.changed.connect(self._renew_actor)
        self.inbox.changed.connect(self._offered)
        self.inbox.look()

    def _editors(self) -> list[AppPage]:
        """The pages with an open form."""
        built = [self.window.built(item.key) for item in self.window.rail.items]
        return [page for page in built if isinstance(page, AppPage) and page.editor is not None]

    def _keep_typed(self) -> None:
        """Forms that are open write their drafts and stay open."""
        for page in self._editors():
            if page.editor is not None:
                page.editor.keep()

    def _leave_editors(self) -> None:
        """Forms that are open keep their text before the threads end."""
        for page in self._editors():
            if page.editor is not None:
                page.editor.left()

    def _switched(self, actor: Actor) -> None:
        """Somebody unlocked or took over; a form of the person before stays his draft."""
        if actor.id != self._actor.id:
            for page in self._editors():
                page.close_editor(refocus=False)
        self._set_actor(actor)

    def _offered(self) -> None:
        """Files lie in the inbox; the exchange page in front says it by itself."""
        if self.inbox.offered and self.window.current_key() != "exchange":
            words = _("{n} new files lie in the inbox").format(n=len(self.inbox.offered))
            self.toast(words, None)

    def _say(self, fault: PatrolError) -> None:
        self.toast(fault.message(), None)

    def _find(self) -> None:
        from patrol_app.gui.dialogs.palette import Palette

        palette = Palette(self.ctx, self.window)
        palette.open()

    def _renew_actor(self, changes: Changes) -> None:
        """Roles or name of the acting person may have changed."""
        kinds = {type for type, rec in changes.records if type != "person" or rec == self._actor.id}
        if not kinds & {"person", "role_grant"}:
            return

        def read() -> Actor:
            """The actor as stored now."""
            self._app.session.renew()
            return self._app.session.actor

        self.work.query(read, self._set_actor)

    def _set_actor(self, actor: Actor) -> None:
        same = (actor.id, actor.roles) == (self._actor.id, self._actor.roles)
        self._actor = actor
        self.window.set_user(actor.name)
        if same:
            return
        for item in self.window.rail.items:
            page = self.window.built(item.key)
            if isinstance(page, AppPage):
                page.actor_changed()
