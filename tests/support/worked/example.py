"""A worked example: one record as a person reads it off a paper and types it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

HEAD, AUTHOR = "示例站长", "示例护林员"
# one place, as a person types it and as a file holds it
SPOT_SAID = "111.9715, 38.8656 CGCS2000"
SPOT = {"lon": "111.9715", "lat": "38.8656", "datum": "cgcs2000", "source": "hand"}


@dataclass(frozen=True)
class Correction:
    """What the reviewer sends back, and what the author types then.

    Attributes:
        field: name of the field; reason: what the reviewer writes beside it.
        said: words typed over what stood there.
        changed: fields in the form of files that are other ones afterwards.
    """

    field: str
    reason: str
    said: Any
    changed: Mapping[str, Any]


@dataclass(frozen=True)
class Example:
    """One record by keyboard.

    Attributes:
        code: record type.
        page: key of its page on the rail.
        tab: code of the part of the page that lists it; empty where it opens there.
        paper: of domain.md section 9 (or the section that gives its fields).
        said: field -> what is typed, in the order of the form; see ``filling.fill``.
        stored: every filled field in the form of files; ``@name`` is the record of that name.
        correction: what is sent back; for types without a review what the author mends alone;
            None for steps, which are corrected by a further step.
        parent: name of the example that it is added to, and the words of the button.
        beside: it is typed beside its parent, into this part of the parent's form.
        name: where one type has several examples.
        by: who types it.
        inner: findings typed within a patrol.
    """

    code: str
    page: str
    tab: str
    paper: str
    said: Mapping[str, Any]
    stored: Mapping[str, Any]
    correction: Correction | None = None
    parent: tuple[str, str] | None = None
    beside: str = ""
    name: str = ""
    by: str = AUTHOR
    inner: tuple[Example, ...] = ()

    @property
    def called(self) -> str:
        """The name by which steps speak of it."""
        return self.name or self.code
