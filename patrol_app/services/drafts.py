"""Text being typed: kept per person as it is typed, outside the journal (sync.md §1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from patrol_app.i18n import N_
from patrol_app.services.ports import Clock, FormDraft, Store


class DraftService:
    """Keeps and finds forms that were not saved yet.

    Args:
        store: the open data folder.
        clock: the device's clocks.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def keep(self, user: str, type: str, rec: str, body: Mapping[str, Any]) -> FormDraft:
        """Keep what stands in a form now.

        Args:
            user: id of the person who types.
            type: record type code.
            rec: record id; a form of a new record brings an id of its own.
            body: field name -> JSON value.
        """
        draft = FormDraft(user, type, rec, dict(body), self._clock.now_ms())
        with self._store.begin(N_("saving")) as work:
            work.put_draft(draft)
            work.commit()
        return draft

    def forget(self, user: str, type: str, rec: str) -> None:
        """Drop a form that was saved or given up."""
        with self._store.begin(N_("saving")) as work:
            work.drop_draft(user, type, rec)
            work.commit()

    def of(self, user: str) -> list[FormDraft]:
        """The forms of ``user``, newest first."""
        found = self._store.queries.drafts(user)
        return sorted(found, key=lambda draft: draft.saved_ms, reverse=True)

    def find(self, user: str, type: str, rec: str) -> FormDraft | None:
        """One form of ``user``, or None."""
        for draft in self._store.queries.drafts(user):
            if (draft.type, draft.rec) == (type, rec):
                return draft
        return None
