"""What a form is opened for, and which type has a form of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from patrol_app.gui.context import Context
    from patrol_app.gui.pages.base import Editor


@dataclass(frozen=True)
class Target:
    """What a form is opened for.

    Attributes:
        type: record type code.
        rec: record id; empty for a new record.
        values: fields known already (new records).
        draft: id of a form draft to go on with (new records), or empty.
    """

    type: str
    rec: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    draft: str = ""


Maker = Callable[["Context", Target], "Editor"]
MAKERS: dict[str, Maker] = {}


def register(code: str) -> Callable[[Maker], Maker]:
    """Make the decorated function the form of record type ``code``.

    Raises:
        ValueError: the type has one already.
    """

    def keep(maker: Maker) -> Maker:
        """Remember it."""
        if code in MAKERS:
            raise ValueError(f"second form for {code}")
        MAKERS[code] = maker
        return maker

    return keep
