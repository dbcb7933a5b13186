"""What stands beside the form of a pest record, as plain data."""

from __future__ import annotations

from dataclasses import dataclass

from patrol_app.domain.rules.first_report import Call
from patrol_app.gui.kit.timeline import Moment
from patrol_app.services.pest_thread import Thread


@dataclass(frozen=True)
class Beside:
    """What stands beside the form.

    Attributes:
        found: the thread of a sighting; steps: of another record; calls: of a first case.
    """

    found: Thread | None = None
    steps: tuple[Moment, ...] = ()
    calls: tuple[Call, ...] = ()
