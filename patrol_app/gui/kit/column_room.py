"""How the columns of a table share its width. No Qt in here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Want:
    """What one column asks for, px.

    Attributes:
        given: its own width; 0 takes what is left.
        head: room for the words over it; it is never narrower.
        words: room for the widest cell that is here, 0 while there is none.
        least: floor of a column without a width.
        held: a person dragged it to ``given``: it stays.
    """

    given: int
    head: int
    words: int = 0
    least: int = 0
    held: bool = False

    @property
    def floor(self) -> int:
        """The narrowest it may become: nothing that is shown is cut."""
        if self.held:
            return self.given
        if not self.given:
            return max(self.head, self.least)
        return max(self.head, min(self.given, self.words or self.given))

    @property
    def start(self) -> int:
        """What it has where there is neither too much room nor too little."""
        return max(self.floor, self.given or self.words)


def share(wants: Sequence[Want], room: int) -> list[int]:
    """Widths of the columns, px; their sum is more than ``room`` only where it has to be.

    Too little room: columns with a width give up what their cells do not use, then those
    without one become narrower. Room to spare: columns whose cells are cut get it first, then
    those without a width share the rest.

    Args:
        wants: the columns from left to right.
        room: px there are.
    """
    made = [want.start for want in wants]
    lack = sum(made) - room
    if lack > 0:
        made = _narrowed([want.floor if want.given else want.start for want in wants], made, lack)
        return _narrowed([want.floor for want in wants], made, sum(made) - room)
    spare = -lack
    cut = [at for at, want in enumerate(wants) if want.words > made[at] and not want.held]
    # a column with a width first, and the smallest wish first: most cells become whole
    for at in sorted(cut, key=lambda at: (not wants[at].given, wants[at].words - made[at])):
        more = min(spare, wants[at].words - made[at])
        made[at], spare = made[at] + more, spare - more
    return _levelled(wants, made, spare)


def _narrowed(floors: Sequence[int], made: Sequence[int], lack: int) -> list[int]:
    """Take ``lack`` px from the columns that are wider than their floor, each by its share."""
    slack = [have - floor for have, floor in zip(made, floors, strict=True)]
    kept = []
    for at, loose in enumerate(slack):
        left = sum(slack[at:])
        taken = min(loose, -(-lack * loose // left)) if left > 0 and lack > 0 else 0
        kept.append(made[at] - taken)
        lack -= taken
    return kept


def _levelled(wants: Sequence[Want], made: list[int], spare: int) -> list[int]:
    """Give ``spare`` px to the columns without a width so that they come out alike."""
    still = [at for at, want in enumerate(wants) if not want.given and not want.held]
    while still and spare > 0:
        level = (sum(made[at] for at in still) + spare) // len(still)
        high = [at for at in still if made[at] > level]
        if not high:
            for at in still:
                spare -= level - made[at]
                made[at] = level
            made[still[-1]] += spare
            return made
        still = [at for at in still if at not in high]
    return made


def held(want: Want, width: int) -> Want:
    """The same column after a person dragged it to ``width`` px."""
    return replace(want, given=width, held=True)
