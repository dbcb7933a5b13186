"""What a reader has to say of a file: findings, counted by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Finding:
    """Something a person should know about a file.

    Attributes:
        code: stable dotted word.
        msgid: English message with ``{count}`` and the places of ``params``.
        count: how many points, rows or values it is about.
        params: further values for the places; numbers and short words only.
    """

    code: str
    msgid: str
    count: int = 1
    params: Mapping[str, Any] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """As JSON carries it."""
        return {
            "code": self.code,
            "msgid": self.msgid,
            "count": self.count,
            "params": dict(self.params),
        }


class Findings:
    """Collects findings by code while a file is read."""

    def __init__(self) -> None:
        self._msgids: dict[str, str] = {}
        self._counts: Counter[str] = Counter()
        self._params: dict[str, dict[str, Any]] = {}

    def add(self, code: str, msgid: str, count: int = 1, **params: Any) -> None:
        """Count ``code`` up by ``count``; a count of 0 adds nothing."""
        if count > 0:
            self._msgids.setdefault(code, msgid)
            self._counts[code] += count
            self._params.setdefault(code, params)

    def all(self) -> tuple[Finding, ...]:
        """The findings in the order in which they were met."""
        return tuple(
            Finding(code, msgid, self._counts[code], self._params[code])
            for code, msgid in self._msgids.items()
        )
