"""Which sub-compartments of a round have a sheet, which were clear, and which nobody looked at."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from patrol_app.domain.records.pest_survey import Survey, SurveyRound, suspects
from patrol_app.domain.rules.pest_sample import POSITIVE
from patrol_app.services.listing import pages
from patrol_app.services.ports import EVERY_STATE, Condition, Listing, Queries, Stored
from patrol_app.services.profiles import profile_in_use
from patrol_app.services.sub_compartments import SubCompartment, every, plain_no

Standing = Literal["missing", "draft", "clear", "signs", "positive"]
Narrowed = Literal["round", "profile", "all"]
# worst last: where several sheets name one sub-compartment, this one is told
ORDER: Final[tuple[Standing, ...]] = ("missing", "draft", "clear", "signs", "positive")
_SPLIT: Final = re.compile(r"[\s,，;；、/]+")


@dataclass(frozen=True)
class Line:
    """One sub-compartment of the round, or a sheet that fits none.

    Attributes:
        place: of the base data; None for a sheet beside it.
        standing: what is known; rec, number, day: of its sheet, empty without one.
        words: town, compartment and sub-compartment of the sheet or of the base data.
    """

    place: SubCompartment | None
    standing: Standing
    town: str
    words: str
    rec: str = ""
    number: str = ""
    day: str = ""


@dataclass(frozen=True)
class Coverage:
    """A round against the base data.

    Attributes:
        lines: by key; what no sheet names first is the page's business, not this one's.
        beside: sheets of the round that fit no sub-compartment of it.
        narrowed: by which words the species were chosen; ``all`` where no word fits.
        species: these words.
        area_mu_e4: of all lines; done_mu_e4: of those with a submitted sheet.
    """

    round: SurveyRound | None
    lines: tuple[Line, ...] = ()
    beside: tuple[Line, ...] = ()
    narrowed: Narrowed = "all"
    species: tuple[str, ...] = ()
    area_mu_e4: int = 0
    done_mu_e4: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def done(self) -> int:
        """Sub-compartments with a submitted sheet."""
        return sum(self.counts[name] for name in ORDER[2:])


def rounds(queries: Queries) -> list[SurveyRound]:
    """The rounds that are known here, the newest first."""
    found = [row.record for row in pages(queries, Listing("survey_round", (), EVERY_STATE))]
    return [one for one in found if isinstance(one, SurveyRound)]


def coverage(queries: Queries, round_id: str) -> Coverage:
    """How far a round has come.

    The sub-compartments are those whose key begins as the round says and whose species has one
    of its words; without words those of the city's profile; where no such word occurs in the
    base data, all of them (species may be codes there).
    """
    found = queries.get("survey_round", round_id)
    if found is None or not isinstance(found.record, SurveyRound):
        return Coverage(None)
    one = found.record
    # a county has 100,000: what else the source says of them is read when a sheet is begun
    due = [replace(place, attrs={}) for place in every(queries, one.key_prefix.strip())]
    due, narrowed, words = _species(queries, one, due)
    sheets = list(
        pages(queries, Listing("survey", (Condition("round_id", "=", round_id),), EVERY_STATE))
    )
    placed, beside = _placed(due, sheets)
    lines = tuple(_line(place, placed.get(place.code, ())) for place in due)
    done = [line for line in lines if line.standing in ORDER[2:]]
    return Coverage(
        one, lines, tuple(_of_sheet(None, row) for row in beside), narrowed, words,
        sum(place.area_mu_e4 or 0 for place in due),
        sum((line.place.area_mu_e4 or 0) for line in done if line.place),
        Counter(line.standing for line in lines),
    )  # fmt: skip


def _species(
    queries: Queries, one: SurveyRound, due: list[SubCompartment]
) -> tuple[list[SubCompartment], Narrowed, tuple[str, ...]]:
    own = tuple(word for word in _SPLIT.split(one.host_words) if word)
    if own:
        return [place for place in due if _fits(place, own)], "round", own
    profile = profile_in_use(queries)
    words = profile.hosts if profile else ()
    kept = [place for place in due if _fits(place, words)]
    return (kept, "profile", words) if kept else (due, "all", ())


def _fits(place: SubCompartment, words: Sequence[str]) -> bool:
    return any(word in place.species for word in words)


def _placed(
    due: Sequence[SubCompartment], sheets: Sequence[Stored]
) -> tuple[dict[str, list[Stored]], list[Stored]]:
    """Sheets by key of their sub-compartment, and those that fit none or more than one."""
    keys = {place.code for place in due}
    by_no: dict[tuple[str, ...], list[SubCompartment]] = {}
    for place in due:
        numbers = (place.lin_ban, place.xiao_ban, place.xi_ban)
        by_no.setdefault(tuple(plain_no(no) for no in numbers), []).append(place)
    placed: dict[str, list[Stored]] = {}
    beside: list[Stored] = []
    for row in sheets:
        sheet = row.record
        if not isinstance(sheet, Survey):
            continue
        code = sheet.compartment_key.strip()
        if code not in keys:
            numbers = (sheet.lin_ban, sheet.xiao_ban, sheet.xi_ban)
            same = by_no.get(tuple(plain_no(no) for no in numbers), [])
            if len(same) > 1:
                same = [place for place in same if place.town == sheet.town.strip()]
            code = same[0].code if len(same) == 1 else ""
        if code:
            placed.setdefault(code, []).append(row)
        else:
            beside.append(row)
    return placed, beside


def _line(place: SubCompartment, rows: Sequence[Stored]) -> Line:
    made = [_of_sheet(place, row) for row in rows]
    if made:
        return max(made, key=lambda line: (ORDER.index(line.standing), line.day))
    words = "-".join(no for no in (place.lin_ban, place.xiao_ban, place.xi_ban) if no)
    return Line(place, "missing", place.town, words or place.name or place.code)


def _of_sheet(place: SubCompartment | None, row: Stored) -> Line:
    sheet = row.record
    assert isinstance(sheet, Survey)
    standing: Standing = "clear"
    if row.state == "draft":
        standing = "draft"
    elif sheet.is_epidemic or sheet.positive_n or sheet.sample_result == POSITIVE:
        standing = "positive"
    elif suspects(sheet):
        standing = "signs"
    words = "-".join(no for no in (sheet.lin_ban, sheet.xiao_ban, sheet.xi_ban) if no)
    return Line(place, standing, sheet.town, words, sheet.id, sheet.number, sheet.surveyed_on or "")
