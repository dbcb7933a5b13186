"""What all parts of the reading side share: a connection for one short transaction."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy import Connection


class Reading:
    """A way to the tables.

    Args:
        connect: gives a connection for the length of a ``with``; inside a unit of work it
            is always the unit's own.
        has_blob: whether a blob is held.
    """

    def __init__(
        self,
        connect: Callable[[], AbstractContextManager[Connection]],
        has_blob: Callable[[str], bool],
    ) -> None:
        self._connect = connect
        self._has_blob = has_blob
