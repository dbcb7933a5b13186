"""Which drill is being timed in this window: the lock screen offers its next mile-stone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from patrol_app.gui.drill.live import LiveDrill


class Running:
    """Holds the stop-watch that runs, if any."""

    def __init__(self) -> None:
        self.drill: LiveDrill | None = None

    def take(self, drill: LiveDrill) -> None:
        """``drill`` is timed from now on."""
        self.drill = drill

    def drop(self, drill: LiveDrill) -> None:
        """``drill`` is not shown any more."""
        if self.drill is drill:
            self.drill = None

    def now(self) -> LiveDrill | None:
        """The drill whose clock runs; None where none does or it is over."""
        drill = self.drill
        return drill if drill is not None and drill.next_step else None
