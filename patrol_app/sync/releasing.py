"""After an upgrade: entries that waited for it are taken in, once for each version."""

from __future__ import annotations

from patrol_app import __version__
from patrol_app.domain.journal.canonical import FormatFault
from patrol_app.domain.journal.reading import read_op
from patrol_app.i18n import N_
from patrol_app.services.ports import UnitOfWork
from patrol_app.sync.authorship import REVIEWER, WRITER, Authorship
from patrol_app.sync.desk import Desk

SEEN = "exchange.held_by"  # meta: program version that last tried
_WRITERS = "author."  # reasons that an upgrade does not change


def release_held(desk: Desk) -> int:
    """Take in what this version can read; how many entries. A second call does nothing.

    Who may write a line is asked as when a package comes; a line of a type unknown until now
    was never asked.
    """
    queries = desk.store.queries
    if queries.meta(SEEN) == __version__:
        return 0
    waiting = [one for one in queries.held() if not one.reason.startswith(_WRITERS)]
    units = {info.stream: info.unit for info in queries.streams()}
    with desk.store.begin(N_("taking in what waited for the upgrade")) as work:
        done = 0
        for unit in sorted({units.get(one.stream, "") for one in waiting}):
            mine = [one for one in waiting if units.get(one.stream, "") == unit]
            authorship = Authorship(work.queries, unit, [one.raw for one in mine])
            for one in mine:
                try:
                    reason = authorship.reason(read_op(one.raw))
                except FormatFault:
                    continue
                if not reason:
                    done += work.release([(one.stream, one.seq)])
            # Whose a record is shows only now: what others had written on it goes back.
            _put_aside_again(work, authorship)
        work.put_meta(SEEN, __version__)
        if done:
            work.audit("exchange.released", {"entries": done})
        changes = work.commit()
    desk.publish(changes)
    return done


def _put_aside_again(work: UnitOfWork, authorship: Authorship) -> None:
    """What others wrote on a record or said of it before it was known whose it is."""
    for rec in sorted(authorship.claimed):
        for line in authorship.intruders(rec, work.queries.history(rec)):
            work.hold(line.stream, [line.seq], WRITER)
    for line in authorship.strangers():
        work.hold(line.stream, [line.seq], REVIEWER)
