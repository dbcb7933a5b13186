"""A bundle down, taken in at the device that it was made for (sync.md §8)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import BinaryIO

from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.delivery_ports import Arrival
from patrol_app.services.ports import Queries, UnitOfWork
from patrol_app.services.units import below
from patrol_app.sync import papers
from patrol_app.sync.keyring import Keyring
from patrol_app.sync.kinds import Alive, Took
from patrol_app.sync.lines_taken import FromAbove, check_journals, open_from_above, take_lines
from patrol_app.sync.manifest import PAPERS
from patrol_app.sync.spans import Spans, spans_of

OTHER_DEVICE = "down.other_device"


@dataclass(frozen=True)
class CheckedDown(FromAbove):
    """A delivery for this device."""

    def apply(self, work: UnitOfWork, now_ms: int, alive: Alive) -> Took:
        """Take its lines and papers, and note the delivery's number."""
        header = self.header
        row = Arrival(header.kid, header.upto, header.part, header.parts, now_ms)
        before = {(a.no, a.part) for a in work.queries.arrivals(header.kid)}
        took = take_lines(work, self, now_ms, alive)
        work.put_arrival(row)
        again = (row.no, row.part) in before and not took.taken.new
        return replace(took, fate="known" if again else "done", deliveries=header.kid)


def check(queries: Queries, stream: BinaryIO, scratch: BinaryIO) -> CheckedDown:
    """Steps 3 to 7 for a bundle down; writes nothing.

    Raises:
        UserError: as ``open_from_above`` and ``check_journals``; ``down.other_device``.
    """
    own = queries.identity()
    try:
        file = open_from_above(queries, stream, scratch, "down", (own.unit,))
    except UserError as fault:
        if fault.code == "bundle.not_for_us":
            raise _other_device() from fault
        raise
    if file.body.device != own.kid:
        raise _other_device()
    check_journals(queries, file, _refused(queries, file))
    return CheckedDown(file.opened, file.inner, file.issuer, file.body)


def came(queries: Queries, issuer: str) -> tuple[int, Spans]:
    """The deliveries of one issuer: the highest number seen, and the numbers not held whole.

    A delivery is whole when all parts of one cutting are here; written again it may be cut
    otherwise.
    """
    parts: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for row in queries.arrivals(issuer):
        parts[row.no][row.parts].add(row.part)
    upto = max(parts, default=0)
    whole = {no for no, cuts in parts.items() if any(len(got) == n for n, got in cuts.items())}
    return upto, spans_of(no for no in range(1, upto + 1) if no not in whole)


def _refused(queries: Queries, file: FromAbove) -> set[str]:
    """Units of the journals inside for which the sealer does not vouch.

    It does for this unit and those below, for the units between it and this one, and for each
    other unit of which a line signed by the root says that the sealer stands above it.
    """
    own = queries.identity().unit
    path = [own, *(above.unit for above in Keyring(queries).ancestors())]
    upto = path.index(file.issuer.unit) + 1 if file.issuer.unit in path else 0
    vouched = {*path[:upto], *below(queries, own)}
    strange = {one.unit for one in file.body.streams} - vouched
    if not strange:
        return strange
    raw = file.inner.document(PAPERS) if file.inner.has(PAPERS) else b""
    return strange - papers.vouched_by(queries, file.issuer.unit, raw)


def _other_device() -> UserError:
    return UserError(OTHER_DEVICE, N_("The package is for another device of this unit."))
