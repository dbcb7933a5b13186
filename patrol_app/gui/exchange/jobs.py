"""The long steps of the exchange as plain functions for ``Work.heavy``: no widget in here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from patrol_app.errors import EnvironmentFault, UserError
from patrol_app.i18n import N_, _
from patrol_app.services.city_desk import unit_names
from patrol_app.services.delivery_types import Delivered
from patrol_app.services.exchange_types import Exported, Progress, Received, Rehearsal

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

Tell = Callable[[int, int], None]
Ask = Callable[[], bool]


@dataclass(frozen=True)
class Rehearsed:
    """A rehearsal with what the page needs to speak of it.

    Attributes:
        paths: the files read; bytes: their size in all.
        names: unit names by code.
        receipts: folder that the receipts would go to.
    """

    outcome: Rehearsal
    paths: tuple[Path, ...]
    bytes: int
    receipts: Path
    names: Mapping[str, str] = field(default_factory=dict)


def told(progress: Tell, cancelled: Ask) -> Progress:
    """One callable for the engine out of the two that ``Work.heavy`` gives."""

    def step(done: int, total: int) -> bool:
        """Tell how far it is; False stops."""
        progress(done, total)
        return not cancelled()

    return step


def export(
    app: App,
    folder: Path,
    progress: Tell,
    cancelled: Ask,
    *,
    again: bool = False,
    from_seq: int | None = None,
) -> Exported:
    """Write packages into ``folder``; ``again``, ``from_seq`` as the engine takes them.

    Raises:
        UserError: not enrolled, no right to it.
        EnvironmentFault: no such folder, the disk is full or failed.
    """
    app.session.actor.need("exchange")
    if not folder.is_dir():
        raise EnvironmentFault(
            "exchange.folder", N_("There is no folder {name}"), name=folder.name or str(folder)
        )
    done = app.exchange.export(
        folder.absolute(), progress=told(progress, cancelled), again=again, from_seq=from_seq
    )
    if cancelled() and not done.paths:
        raise UserError("work.cancelled", N_("Cancelled"))
    return done


def deliver(
    app: App,
    folder: Path,
    progress: Tell,
    cancelled: Ask,
    *,
    base: bool,
    kids: Sequence[str] = (),
) -> Delivered:
    """Write deliveries, or the base data, into ``folder``.

    Args:
        kids: deliveries for these devices alone; none named: for all below.

    Raises:
        UserError: nobody is below, no right to it, ``work.cancelled``.
        EnvironmentFault: no such folder, the disk is full or failed.
    """
    app.session.actor.need("deliver")
    if not folder.is_dir():
        raise EnvironmentFault(
            "exchange.folder", N_("There is no folder {name}"), name=folder.name or str(folder)
        )
    done = app.exchange.deliver(
        folder.absolute(), kids=kids, base=base, progress=told(progress, cancelled)
    )
    if cancelled() and not done.paths:
        raise UserError("work.cancelled", N_("Cancelled"))
    return done


def rehearse(app: App, paths: Iterable[Path], progress: Tell, cancelled: Ask) -> Rehearsed:
    """Say what receiving files, folders or a whole stick would do; writes nothing.

    Raises:
        UserError: ``receive.nothing``, ``receive.too_many``, ``work.cancelled``.
    """
    app.session.actor.need("exchange")
    given = [path.absolute() for path in paths]
    outcome = app.exchange.rehearse(given, progress=told(progress, cancelled))
    if cancelled():
        raise UserError("work.cancelled", N_("Cancelled"))
    files = tuple(bundle.path for bundle in outcome.bundles)
    return Rehearsed(
        outcome=outcome,
        paths=files,
        bytes=sum(_size(path) for path in files),
        receipts=(given[0] if given[0].is_dir() else given[0].parent) / _("Receipts folder"),
        names=unit_names(app.store.queries, {bundle.unit for bundle in outcome.bundles}),
    )


def receive(
    app: App, paths: Iterable[Path], out: Path | None, progress: Tell, cancelled: Ask
) -> Received:
    """Take the files in; receipts go to ``out``."""
    app.session.actor.need("exchange")
    return app.exchange.receive(
        list(paths), out=out, progress=told(progress, cancelled), by_station=True
    )


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
