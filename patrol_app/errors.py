"""Faults that a person can act on. Everything else that is raised is a bug.

A fault carries a code, a short English message id (marked with ``N_`` where it is
written) and named parameters; the words a person reads come from the catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from patrol_app.i18n import _


class PatrolError(Exception):
    """A fault with words for the person and a code for scripts and logs.

    Attributes:
        code: stable dotted word, e.g. ``bundle.signature``.
        msgid: English message with ``{name}`` places, known to the catalogue.
        params: values for the places; never logged.
        field: record field the fault belongs to, or None.
        details: further entries for ``--json`` (field, code, message).
    """

    def __init__(
        self,
        code: str,
        msgid: str,
        /,
        *,
        field: str | None = None,
        details: tuple[Mapping[str, Any], ...] = (),
        **params: Any,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.msgid = msgid
        self.params = params
        self.field = field
        self.details = details

    def message(self) -> str:
        """The sentence for the person, in the language in use."""
        return _(self.msgid).format(**self.params)


class UserError(PatrolError):
    """The input cannot be taken; the message says why and by which field (exit 1)."""


class EnvironmentFault(PatrolError):
    """Disk, lock, permission or clock is in the way; the message says what to do (exit 3)."""
