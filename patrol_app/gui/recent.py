"""What was opened last, for Ctrl+K: ids alone, each person's own, kept on this machine."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from patrol_app.domain.records import known, record_type
from patrol_app.settings import Settings

MOST = 8  # records that Ctrl+K offers before anything is typed
PEOPLE = 12  # who used this machine last; 12 lists of 8 ids stay below 8,000 characters
OPTION = "recent"
Ref = tuple[str, str]


class Recent:
    """The lists of the people at this machine.

    Args:
        settings: where they are kept.
        person: id of the acting person, asked anew each time.
    """

    def __init__(self, settings: Settings, person: Callable[[], str]) -> None:
        self._settings, self._person = settings, person
        self._lists = _read(settings.text(OPTION))

    def refs(self) -> list[Ref]:
        """(type, id) of the acting person's records, the last one first."""
        return list(self._lists.get(self._person(), ()))

    def opened(self, type: str, rec: str) -> bool:
        """Remember a record; False where nothing is to be kept (a party is not remembered)."""
        if record_type(type).private:
            return False
        person = self._person()
        mine = [(type, rec), *(one for one in self.refs() if one != (type, rec))][:MOST]
        if mine == self._lists.get(person):
            return False
        others = {who: refs for who, refs in self._lists.items() if who != person}
        self._lists = dict([(person, mine), *others.items()][:PEOPLE])
        return True

    def keep(self) -> None:
        """Write the lists into the settings.

        Raises:
            EnvironmentFault: ``settings.write``.
        """
        self._settings.set(OPTION, json.dumps(self._lists, separators=(",", ":")))


def _read(text: str) -> dict[str, list[Ref]]:
    """The lists as kept; whatever is not one is left out."""
    try:
        found: Any = json.loads(text) if text else {}
    except ValueError:
        found = {}
    return {
        str(person): [(str(ref[0]), str(ref[1])) for ref in refs if _is_ref(ref)][:MOST]
        for person, refs in (found.items() if isinstance(found, dict) else ())
        if isinstance(refs, list)
    }


def _is_ref(ref: Any) -> bool:
    return isinstance(ref, list) and len(ref) == 2 and known(str(ref[0]))
