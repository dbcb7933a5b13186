"""Notes that one user of a shared laptop leaves for the next 交接便笺: they never travel."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass

from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.ports import Clock, Queries, Store
from patrol_app.services.session import Actor

KEY = "handover"
NOTES = 20
CHARS = 500


@dataclass(frozen=True)
class HandoverNote:
    """One note.

    Attributes:
        id: of the note; by: person id of its writer; at_ms: UTC ms; text: as typed.
    """

    id: str
    by: str
    at_ms: int
    text: str


def notes(queries: Queries) -> tuple[HandoverNote, ...]:
    """The notes that lie there, newest first."""
    raw = queries.meta(KEY)
    return tuple(HandoverNote(**one) for one in json.loads(raw)) if raw else ()


class Handover:
    """Leaves notes and puts them away.

    Args:
        store: the open data folder; the notes lie encrypted in it.
        clock: the device's clocks.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def leave(self, actor: Actor, text: str) -> HandoverNote:
        """Leave a note for whoever comes next.

        Raises:
            UserError: ``handover.empty``, ``handover.long``, ``handover.full``.
        """
        words = text.strip()
        if not words:
            raise UserError("handover.empty", N_("Write something first"))
        if len(words) > CHARS:
            raise UserError("handover.long", N_("At most {limit} characters"), limit=CHARS)
        made = HandoverNote(secrets.token_hex(8), actor.id, self._clock.now_ms(), words)
        with self._store.begin(N_("saving")) as work:
            before = notes(work.queries)
            if len(before) >= NOTES:
                raise UserError(
                    "handover.full", N_("{limit} notes lie there: put some away first"), limit=NOTES
                )
            work.put_meta(KEY, _text((made, *before)))
            work.commit()
        return made

    def put_away(self, note: str) -> None:
        """Take a note away once it was read; one that is gone already stays gone."""
        with self._store.begin(N_("saving")) as work:
            work.put_meta(KEY, _text(tuple(n for n in notes(work.queries) if n.id != note)))
            work.commit()


def _text(left: tuple[HandoverNote, ...]) -> str:
    return json.dumps([asdict(one) for one in left], ensure_ascii=False)
