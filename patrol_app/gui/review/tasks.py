"""What a review leaves to do: given back, waiting, arrived after a lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrol_app.domain.records import RECORD_TYPES
from patrol_app.gui.context import Open, Queue, page_of
from patrol_app.gui.pages.today_task import Task
from patrol_app.gui.review.opening import waiting
from patrol_app.i18n import _
from patrol_app.services.ports import EVERY_STATE, Condition, Listing

if TYPE_CHECKING:
    from patrol_app.bootstrap import App


def review_tasks(app: App) -> list[Task]:
    """Lines of the page Today; call it from a query."""
    queries, unit = app.store.queries, app.store.queries.identity().unit
    actor = app.session.actor
    reviews = actor.may("review")
    found: list[Task] = []
    for kind in RECORD_TYPES:
        if not kind.reviewed:
            continue
        page, label = page_of(kind.code), _(kind.label)
        own = Condition("unit", "=", unit)
        back = Listing(kind.code, (Condition("review", "=", "returned"), own), EVERY_STATE, limit=1)
        count = queries.count(back)
        if count and actor.may(f"write:{kind.group}"):
            chip, words = _("Sent back {n}").format(n=count), _("Mend it and submit it again")
            rows = queries.page(back).rows
            one = Open(kind.code, rows[0].record.id) if rows else None
            go: object = one if count == 1 else Queue(kind.code, "returned")
            found.append(Task("overdue", chip, label, words, _("Mend"), go=(page, go)))
        if not reviews:
            continue
        count = queries.count(waiting(kind.code))
        if count and kind.code != "finding":  # findings of a patrol are reviewed with it
            chip, words = _("To review {n}").format(n=count), _("Submitted and not yet reviewed")
            queue = Queue(kind.code)
            found.append(Task("info", chip, label, words, _("Review"), go=(page, queue)))
        late = Listing(kind.code, (Condition("review", "=", "locked_late"),), EVERY_STATE)
        count = queries.count(late)
        if count:
            chip = _("After the lock {n}").format(n=count)
            words = _("Changes arrived after the lock and are kept apart")
            locked = Queue(kind.code, "locked")
            found.append(Task("conflict", chip, label, words, _("Look"), go=(page, locked)))
    return found
