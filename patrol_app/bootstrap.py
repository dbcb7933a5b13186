"""The composition root: the only module that names concrete adapters.

Adapters of exchange, papers and reader processes are imported at first use, so that a
command which only reads starts quickly.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from patrol_app.bootstrap_base import BaseParts
from patrol_app.bootstrap_cases import CaseParts
from patrol_app.bootstrap_safety import SafetyParts
from patrol_app.errors import EnvironmentFault, UserError
from patrol_app.events import Changes, EventBus
from patrol_app.i18n import N_
from patrol_app.paths import DataPaths
from patrol_app.services.drafts import DraftService
from patrol_app.services.grazing_ground import ground_of
from patrol_app.services.ports import Clock
from patrol_app.services.records import RecordService
from patrol_app.services.session import Session
from patrol_app.services.setup import InitDone, InitRequest, SetupService, checked
from patrol_app.settings import Settings
from patrol_app.workers.process_reader import ProcessReader

if TYPE_CHECKING:
    from patrol_app.reports.problem_papers import ProblemPapers
    from patrol_app.reports.service import ReportService
    from patrol_app.services.batch.service import BatchService
    from patrol_app.services.conflicts import Conflicts
    from patrol_app.services.datasets import Datasets
    from patrol_app.services.imports import ImportService
    from patrol_app.services.kept_filters import KeptFilters
    from patrol_app.services.patrol_check import PatrolCheckService
    from patrol_app.services.privacy import Privacy
    from patrol_app.services.problems import ProblemDesk
    from patrol_app.services.reviews import Reviews
    from patrol_app.services.tasks import TaskService
    from patrol_app.services.users import Users
    from patrol_app.storage.keyring import Entered
    from patrol_app.storage.login_file import Login as Login  # the window names it
    from patrol_app.storage.store import SqlStore
    from patrol_app.storage.vault import StoreKey
    from patrol_app.sync.service import Exchange


@dataclass
class App(BaseParts, CaseParts, SafetyParts):
    """An open data folder with everything that can be done to it.

    Attributes:
        paths: its layout; settings: options of this machine.
        store: records, journal, blobs; clock: the machine's clocks.
        bus: tells pages what a commit changed.
        session: who acts.
        records, drafts: use cases; reader: the process for foreign files.
        proved: the acting person opened the folder by a password.
    """

    paths: DataPaths
    settings: Settings
    store: SqlStore
    clock: Clock
    bus: EventBus
    session: Session
    records: RecordService
    drafts: DraftService
    reader: ProcessReader = field(default_factory=ProcessReader)
    proved: bool = False

    @functools.cached_property
    def setup(self) -> SetupService:
        """The first day of a folder, and what is confirmed about it later."""
        return _setup(self.paths, self.store, self.clock, self.records, self.bus)

    @functools.cached_property
    def users(self) -> Users:
        """Who uses the folder: PINs, passwords, switching."""
        from patrol_app.services.users import Users
        from patrol_app.storage.keyring import VaultKeyring

        keyring = VaultKeyring(self.paths, self.store.key, self.clock)
        return Users(self.store, self.clock, self.records, self.session, keyring, self.bus)

    @functools.cached_property
    def privacy(self) -> Privacy:
        """Personal data in the clear, and the list of who saw what."""
        from patrol_app.services.privacy import Privacy

        return Privacy(self.store, self.clock, self.bus)

    @functools.cached_property
    def imports(self) -> ImportService:
        """Tracks and photos from files."""
        from patrol_app.services.imports import ImportService

        return ImportService(self.store, self.clock, self.records, self.reader, self.bus)

    @functools.cached_property
    def batch(self) -> BatchService:
        """A folder of tracks and photos as a table of proposed patrols."""
        from patrol_app.services.batch.service import BatchService

        return BatchService(self.store, self.clock, self.records, self.imports, self.bus)

    @functools.cached_property
    def reviews(self) -> Reviews:
        """Approve, give back, lock, and take that back."""
        from patrol_app.services.reviews import Reviews

        return Reviews(self.store, self.clock, self.records, self.bus)

    @functools.cached_property
    def conflicts(self) -> Conflicts:
        """Two changes of one field: shown side by side, settled, taken back."""
        from patrol_app.services.conflicts import Conflicts

        return Conflicts(self.store, self.clock, self.records, self.bus)

    @functools.cached_property
    def exchange(self) -> Exchange:
        """Packages out and in, receipts, enrolment."""
        from patrol_app.storage.exchange_files import ExchangeFiles
        from patrol_app.sync.service import Exchange

        return Exchange(
            self.store,
            self.clock,
            ExchangeFiles(self.paths),
            self.paths,
            session=self.session,
            bus=self.bus,
            add_recovery=functools.partial(_add_recovery, self.paths, self.store.key),
        )

    @functools.cached_property
    def kept_filters(self) -> KeptFilters:
        """Filters that each person keeps for a list."""
        from patrol_app.services.kept_filters import KeptFilters

        return KeptFilters(self.store)

    @functools.cached_property
    def reports(self) -> ReportService:
        """Papers."""
        from patrol_app.reports.service import ReportService
        from patrol_app.storage.exchange_files import ExchangeFiles

        return ReportService(self.store, self.clock, ExchangeFiles(self.paths), self.session)

    @functools.cached_property
    def datasets(self) -> Datasets:
        """Versioned tables of base data."""
        from patrol_app.services.datasets import Datasets

        return Datasets(self.store, self.clock, self.records, self.bus)

    @functools.cached_property
    def problems(self) -> ProblemDesk:
        """Problems: their states, steps and time limits."""
        from patrol_app.services.problems import ProblemDesk

        return ProblemDesk(self.store, self.clock, self.records)

    @functools.cached_property
    def problem_papers(self) -> ProblemPapers:
        """Ledger and closing sheets of problems."""
        from patrol_app.reports.problem_papers import ProblemPapers
        from patrol_app.storage.exchange_files import ExchangeFiles

        return ProblemPapers(self.store, self.clock, ExchangeFiles(self.paths), self.session)

    @functools.cached_property
    def tasks(self) -> TaskService:
        """How patrol tasks and the rounds of forest chiefs stand."""
        from patrol_app.services.tasks import TaskService

        return TaskService(self.store.queries, self.clock)

    @functools.cached_property
    def patrol_checks(self) -> PatrolCheckService:
        """Is a patrol plausible and valid; which need a look."""
        from patrol_app.services.patrol_check import PatrolCheckService

        return PatrolCheckService(self.store, self.clock, self.records)

    def close(self) -> None:
        """End the reader processes and close the store."""
        self.reader.close()
        if "basemap" in self.__dict__:
            self.basemap.close()
        self.store.close()


def build(
    paths: DataPaths,
    settings: Settings,
    *,
    read_only: bool = False,
    user: str = "",
    password: str | None = None,
    recovery: str = "",
    answer: bytes | None = None,
    clock: Clock | None = None,
    work: str = "",
) -> App:
    """Open a data folder.

    Args:
        paths: the folder.
        settings: options of this machine.
        read_only: beside a window that writes; every write is refused.
        user: id, number or name of the person whose ``password`` opens the vault; this person
            acts then.
        password: or None where the ``device`` slot opens the vault.
        recovery: the escrow identity (``AGE-SECRET-KEY-1…``) that opens it instead.
        answer: the city's answer to this folder's request, which opens it instead.
        clock: another clock (tests).
        work: message id of what this process does, for whoever waits for the store.

    Raises:
        UserError: ``vault.password``, ``vault.user``, ``password.wrong``, ``password.wait``,
            ``session.closed``.
        EnvironmentFault: no store, in use (named), damaged, newer, disk failed.
    """
    from patrol_app.storage.store import OPEN_STORE, open_store

    entered = _entered(paths, user, password, _clock(clock))
    key = _recovered(paths, recovery, answer) or (entered.key if entered else None)
    store = open_store(
        paths,
        read_only=read_only,
        work=work or OPEN_STORE,
        key=key,
        clock=_clock(clock),
    )
    try:
        if store.queries.meta("first_user") is None:
            raise EnvironmentFault(
                "setup.unfinished", N_("The set-up of this folder was interrupted; run init again")
            )
        app = _app(paths, settings, store, _clock(clock))
        _opened(app, read_only)
        if entered is not None:
            app.proved = True
            if read_only:
                app.session.begin(entered.person)
            else:
                app.users.entered(entered.person, entered.wrong)
        return app
    except BaseException:
        store.close()
        raise


def _opened(app: App, read_only: bool) -> None:
    """What the start of a program does with a folder: words, and what waited for this version."""
    _base_opened(app)
    if not read_only and app.store.queries.held_by_stream():
        app.exchange.release_held()


def initialise(
    paths: DataPaths, settings: Settings, request: InitRequest, *, clock: Clock | None = None
) -> tuple[App, InitDone]:
    """Make a data folder and open it; a set-up that was cut off is finished.

    Raises:
        UserError: ``setup.exists``, or what ``services.setup.checked`` refuses.
        EnvironmentFault: unfit folder, disk full ...
    """
    from patrol_app.storage.store import create_store, open_store

    request = checked(request, paths.root)
    if paths.vault.exists() and paths.store.exists():
        store = open_store(paths, clock=_clock(clock))
        if store.queries.meta("first_user") is not None:
            store.close()
            raise UserError("setup.exists", N_("This data folder is set up already."))
    else:
        store = create_store(paths, clock=_clock(clock))
    try:
        app = _app(paths, settings, store, _clock(clock))
        return app, app.setup.init(request, store.key.store_id)
    except BaseException:
        store.close()
        raise


def _app(paths: DataPaths, settings: Settings, store: SqlStore, clock: Clock) -> App:
    bus = EventBus()
    records = RecordService(store, clock, bus)
    app = App(
        paths=paths,
        settings=settings,
        store=store,
        clock=clock,
        bus=bus,
        session=Session(store.queries, clock),
        records=records,
        drafts=DraftService(store, clock),
        reader=ProcessReader(),
    )
    # asked only when a patrol is judged: opening a folder reads no boundary
    records.grid_area = lambda grid: app.places.grid_area(grid)
    records.grazing_at = lambda found: ground_of(app.places, store.queries, found)
    bus.subscribe(functools.partial(_base_changed, app))
    return app


def _base_opened(app: App) -> None:
    """Words of this folder, and datasets whose file or first day came since."""
    app.datasets.use_words()
    if not app.store.read_only:
        app.datasets.refresh()


def _base_changed(app: App, changes: Changes) -> None:
    """Load datasets that arrived; the service is made only when there is something for it."""
    if "exchange" in changes.topics or any(kind == "dataset" for kind, _rec in changes.records):
        app.datasets.on_changes(changes)


def _add_recovery(paths: DataPaths, key: StoreKey, recipients: list[str]) -> None:
    from patrol_app.storage.vault import add_recovery_slot

    add_recovery_slot(paths, recipients, key)


def _setup(
    paths: DataPaths, store: SqlStore, clock: Clock, records: RecordService, bus: EventBus
) -> SetupService:
    from patrol_app.storage.exchange_files import ExchangeFiles
    from patrol_app.sync.founding import make_keys

    return SetupService(
        store,
        clock,
        records,
        make_keys=make_keys,
        write_once=ExchangeFiles(paths).write_once,
        add_recovery=functools.partial(_add_recovery, paths, store.key),
        bus=bus,
    )


def _clock(clock: Clock | None) -> Clock:
    from patrol_app.storage.clock import SystemClock

    return clock or SystemClock()


def _entered(paths: DataPaths, user: str, password: str | None, clock: Clock) -> Entered | None:
    """The vault by a password; None where the device slot shall open it."""
    if password is None:
        return None
    from patrol_app.storage.keyring import logins, open_as

    if not logins(paths):
        return None  # nobody has a password yet; this one was given for nothing
    return open_as(paths, user, password, clock)


def _recovered(paths: DataPaths, recovery: str, answer: bytes | None) -> StoreKey | None:
    from patrol_app.storage import vault_recovery
    from patrol_app.storage.vault import open_with_recovery

    if answer is not None:
        return vault_recovery.take(paths, answer)
    return open_with_recovery(paths, recovery) if recovery else None


def door(paths: DataPaths) -> list[Login] | None:
    """Whom the locked folder offers at its door; None where it opens without a password.

    Raises:
        EnvironmentFault: the vault cannot be read.
    """
    from patrol_app.storage.keyring import logins, needs_password

    return logins(paths) if needs_password(paths) else None
