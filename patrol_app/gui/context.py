"""What a page is given when it is built; there are no globals to reach for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from patrol_app.domain.records import known, record_type
from patrol_app.gui.bridge import Bridge
from patrol_app.gui.drill.running import Running
from patrol_app.gui.recent import Recent
from patrol_app.gui.theme import Theme
from patrol_app.gui.work import Work
from patrol_app.services.session import Actor
from patrol_app.settings import Settings

if TYPE_CHECKING:
    from patrol_app.bootstrap import App
    from patrol_app.gui.exchange.inbox import Inbox


@dataclass(frozen=True)
class Open:
    """Argument of ``navigate``: show this record for reading and editing.

    Attributes:
        type: record type code.
        rec: record id.
    """

    type: str
    rec: str


@dataclass(frozen=True)
class New:
    """Argument of ``navigate``: start a new record.

    Attributes:
        type: record type code.
        values: fields known already.
        draft: id of the form draft to go on with (``FormDraft.rec``), or empty.
    """

    type: str
    values: Mapping[str, Any] = field(default_factory=dict)
    draft: str = ""


@dataclass(frozen=True)
class Live:
    """Argument of ``navigate`` to the crews' page: time a drill.

    Attributes:
        rec: id of the drill.
    """

    rec: str


@dataclass(frozen=True)
class CrewPaper:
    """Argument of ``navigate`` to the crews' page: show a paper.

    Attributes:
        paper: ``drill-record``, ``equipment-ledger`` or ``readiness-card``.
        of: number of the drill or of the team; empty for the first fire crew.
    """

    paper: str
    of: str = ""


@dataclass(frozen=True)
class Files:
    """Argument of ``navigate``: local files that a person dropped or chose.

    Attributes:
        paths: absolute; empty asks for files first.
    """

    paths: tuple[str, ...] = ()


@dataclass(frozen=True)
class Batch:
    """Argument of ``navigate``: enter the days of many rangers from a folder.

    Attributes:
        paths: absolute; empty asks for a folder first.
    """

    paths: tuple[str, ...] = ()


@dataclass(frozen=True)
class OnMap:
    """Argument of ``navigate``: show on the map what a list shows.

    Attributes:
        values: the filters in force, as the list of patrols keeps them.
        bounds: lon min, lat min, lon max, lat max in 1e-7 degrees to look at, or None for all.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    bounds: tuple[int, int, int, int] | None = None


@dataclass(frozen=True)
class Filtered:
    """Argument of ``navigate``: show in a list what the map shows.

    Attributes:
        values: the filters in force, as the list keeps them.
    """

    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Queue:
    """Argument of ``navigate``: show what waits for a review.

    Attributes:
        type: record type code.
        state: which part: ``waiting``, ``returned``, ``approved`` or ``locked``.
    """

    type: str
    state: str = "waiting"


@dataclass(frozen=True)
class Settle:
    """Argument of ``navigate`` to the exchange page: settle the conflicts of one record.

    Attributes:
        type: record type code; empty shows the list of conflicts.
        rec: record id.
    """

    type: str = ""
    rec: str = ""


@dataclass(frozen=True)
class Bin:
    """Argument of ``navigate``: show the recycle bin."""


@dataclass(frozen=True)
class Context:
    """Given to every page by its constructor: ``PatrolsPage(ctx)``.

    Pages live in ``patrol_app.gui.pages`` and subclass ``pages.base.AppPage``; the window builds
    them when first shown. Keys: ``today patrol pest grazing crew papers exchange base settings``.

    Attributes:
        app: the open data folder with its services; touch it inside ``work`` functions only.
        work: see ``Work``: query, command, heavy.
        bridge: ``bridge.changed`` tells what was committed.
        theme: colours and sizes by role.
        navigate: ``navigate(page key, Open | New | Files | None)``.
        toast: ``toast(words, undo or None)``.
        settings: options of this machine (a small file, read once at start).
        actor: ``actor()`` is the acting person, known without asking the store.
        sample: whether this is a folder of sample data.
        parent: window for dialogs.
        inbox: the folder watched for packages, since the window began; None: nobody watches.
        recent: what each person opened last.
        running: the drill that is timed in this window.
    """

    app: App
    work: Work
    bridge: Bridge
    theme: Theme
    navigate: Callable[[str, object], None]
    toast: Callable[[str, Callable[[], None] | None], None]
    settings: Settings
    actor: Callable[[], Actor]
    sample: bool = False
    parent: Callable[[], QWidget | None] = lambda: None
    inbox: Inbox | None = None
    recent: Recent = field(init=False)
    running: Running = field(init=False, default_factory=Running)

    def __post_init__(self) -> None:
        """The lists of what was opened last are read once."""
        kept = Recent(self.settings, lambda: self.actor().id)
        object.__setattr__(self, "recent", kept)

    def opened(self, type: str, rec: str) -> None:
        """Remember that a record was opened, for Ctrl+K, also after the next start."""
        if self.recent.opened(type, rec):
            self.work.command(self.recent.keep, on_error=lambda _fault: None)


# Rail page on which records of a type are shown: that of its group, but for these.
GROUP_PAGES: Mapping[str, str] = {
    "drill": "crew",
    "users": "settings",
    "review": "today",
    "rules": "grazing",
}
TYPE_PAGES: Mapping[str, str] = {
    "attachment": "today",
    "dataset": "today",
    "doc_block": "grazing",
    "task": "base",
}


def page_of(type: str) -> str:
    """Key of the rail page that shows records of ``type``; Today for those without one."""
    if not known(type):
        return "today"
    group = record_type(type).group
    return TYPE_PAGES.get(type) or GROUP_PAGES.get(group, group)
