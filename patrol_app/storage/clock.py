"""The machine's clocks as the use cases ask for them."""

from __future__ import annotations

import time


class SystemClock:
    """Wall and monotonic time of this machine, in milliseconds."""

    def now_ms(self) -> int:
        """Wall time, UTC ms."""
        return time.time_ns() // 1_000_000

    def uptime_ms(self) -> int:
        """Monotonic time since some start, ms."""
        return time.monotonic_ns() // 1_000_000
