"""Who may have written a line: the rules that no real folder shows easily."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from patrol_app.domain.journal.clock import Hlc
from patrol_app.domain.journal.entry import DeviceTime, ErasedOp, Op
from patrol_app.domain.journal.op import erase, write_op
from patrol_app.domain.records.unit import Unit, unit_id
from patrol_app.services.ports import Queries
from patrol_app.sync.authorship import Authorship
from tests.support.records import REC

TARGET = REC[:-1] + "7"
STREAM = "0f8fad5b-d9cb-469f-a165-70867728950e"
PARENTS = {"DEMO01": "DEMO00", "DEMO02": "DEMO00", "DEMO00": ""}


class FakeQueries:
    """A tree of two stations under a city, and who owns which record."""

    def __init__(self, homes: dict[str, str], type: str = "finding") -> None:
        self._homes = homes
        self._type = type
        self.said: list[tuple[str, str, str]] = []

    def units_of(self, recs: Any) -> dict[str, str]:
        """Homes of the known records."""
        return {rec: self._homes[rec] for rec in recs if rec in self._homes}

    def get(self, type: str, rec: str) -> Any:
        """Units alone."""
        for code, parent in PARENTS.items():
            if rec == unit_id(code):
                unit = Unit(id=rec, unit=code, code=code, parent_code=parent)
                return SimpleNamespace(record=unit)
        return None

    def history(self, rec: str) -> Any:
        """One line of the type."""
        known = rec in self._homes or any(rec == one[0] for one in self.said)
        return [SimpleNamespace(type=self._type, rec=rec)] if known else []

    def said_of(self, recs: Any) -> Any:
        """Reviews and seals of these records."""
        return [one for one in self.said if one[1] in recs]


def judge(sender: str, homes: dict[str, str], type: str = "finding") -> Authorship:
    """The judge of a bundle from ``sender``."""
    return Authorship(cast(Queries, FakeQueries(homes, type)), sender)


def op(type: str = "finding", rec: str = REC, **fields: Any) -> Op:
    """A line with these facts."""
    return write_op(
        stream=STREAM, seq=1, rec=rec, type=type, parents=(), hlc=Hlc(1, 0), actor="",
        device_time=DeviceTime(1, 1, None), city_time_seen=None, schema=1, salt="0" * 32,
        fields=fields, judged={},
    )  # fmt: skip


def gone(type: str = "finding") -> ErasedOp:
    """What is left of an erased line."""
    return erase(op(type, note="x"))


def test_an_erased_line_counts_as_a_change() -> None:
    assert judge("DEMO02", {REC: "DEMO01"}).reason(gone()) == "author.writer"
    assert judge("DEMO01", {REC: "DEMO01"}).reason(gone()) == ""
    assert judge("DEMO02", {}).reason(gone()) == ""
    assert judge("DEMO00", {REC: "DEMO01"}, "person").reason(gone("person")) == ""


def test_facts_are_the_units_own() -> None:
    change = op(note="x")
    assert judge("DEMO01", {REC: "DEMO01"}).reason(change) == ""
    # Levels above write reviews of their own, not facts of a finding.
    assert judge("DEMO00", {REC: "DEMO01"}).reason(change) == "author.writer"
    assert judge("DEMO00", {REC: "DEMO01"}).reason(op("person", name="x")) == ""
    assert judge("DEMO02", {REC: "DEMO01"}).reason(op("person", name="x")) == "author.writer"


def test_a_record_is_reviewed_by_its_unit_and_those_above() -> None:
    homes = {TARGET: "DEMO01"}
    for type in ("review", "seal"):
        told = {
            sender: judge(sender, homes).reason(op(type, unit=sender, target=TARGET))
            for sender in PARENTS
        }
        assert told == {"DEMO01": "", "DEMO00": "", "DEMO02": "author.review"}
    later = judge("DEMO02", {**homes, REC: "DEMO02"})
    assert later.reason(op("review", target=TARGET)) == "author.review"


def test_a_review_that_came_first_is_judged_when_its_target_is_known() -> None:
    early = judge("DEMO01", {})
    assert judge("DEMO02", {}).reason(op("review", unit="DEMO02", target=TARGET)) == ""
    assert early.reason(op(rec=TARGET, unit="DEMO01")) == ""
    queries = cast(FakeQueries, early._queries)
    queries.said = [(REC, TARGET, "DEMO02"), (REC[:-1] + "9", TARGET, "DEMO00")]
    queries._homes[TARGET] = "DEMO01"
    assert [line.rec for line in early.strangers()] == [REC]


def test_the_home_of_a_record_stays() -> None:
    assert judge("DEMO01", {REC: "DEMO01"}).reason(op(unit="DEMO02")) == "author.unit"
    assert judge("DEMO01", {REC: "DEMO01"}).reason(op(unit=None)) == "author.unit"
    both = judge("DEMO01", {})
    assert both.reason(op(unit="DEMO01", number="FDEMO01-01-260803-001")) == ""
    assert both.claimed == {REC}
    assert both.reason(op(unit="DEMO02")) == "author.unit"


def test_a_unit_record_carries_its_own_code() -> None:
    wrong = op("unit", unit_id("DEMO77"), unit="DEMO78", code="DEMO78", parent_code="DEMO02")
    assert judge("DEMO02", {}).reason(wrong) == "author.unit"
    own = op("unit", unit_id("DEMO02"), unit="DEMO02", code="DEMO02", name="示例")
    assert judge("DEMO02", {}).reason(own) == ""
    from_above = op("unit", unit_id("DEMO02"), unit="DEMO02", name="示例")
    assert judge("DEMO00", {unit_id("DEMO02"): "DEMO02"}).reason(from_above) == ""


def test_who_founds_a_unit_below_itself_may_go_on_in_the_same_file() -> None:
    """Nothing of the new unit is stored yet: its place is what its first line says."""
    made = judge("DEMO01", {})
    rec = unit_id("DEMO0101")
    new = op("unit", rec, unit="DEMO0101", code="DEMO0101", parent_code="DEMO01", name="示例")
    assert made.reason(new) == ""
    assert made.reason(op("unit", rec, name="改名")) == ""
    strange = judge("DEMO02", {})
    assert strange.reason(new) == "author.writer"
    assert strange.reason(op("unit", rec, name="改名")) == ""  # nobody's until it is founded
