"""``case`` on a real folder, as scripts use it: papers, limits, ledger, package, counts."""

from __future__ import annotations

from pathlib import Path

from tests.support.cases import CaseFolder
from tests.support.command import Command
from tests.support.folders import STATION, station_copy


def test_a_script_makes_the_papers_of_a_case(tmp_path: Path) -> None:
    app = station_copy(tmp_path)
    made = CaseFolder.new(app)
    number = app.records.get("grazing", made.ids["grazing"]).record.number
    made.step("立案", "2026-08-03T11:00")
    made.step(
        "责令改正", "2026-08-03T12:00", facts="放牧", law="第10条", content="离开",
        deadline="2026-08-06", doc_no="示林罚〔2026〕11号",
    )  # fmt: skip
    app.close()
    call = Command(tmp_path / STATION)
    shown = call.json("case", "show", number)
    assert [row["number"] for row in shown["steps"]] == [f"{number}/1", f"{number}/2"]
    assert {row["code"]: row["day"] for row in shown["limits"]} == {
        "decide": "2026-11-01",
        "order": "2026-08-06",
    }
    for words, name in (
        (("paper", number), "index.pdf"),
        (("paper", f"{number}/2"), "order.pdf"),
        (("ledger", "--month", "2026-08"), "ledger.xlsx"),
        (("numbers", "--year", "2026"), "numbers.pdf"),
        (("pack", number), "case.zip"),
    ):
        call.json("case", *words, "--out", tmp_path / name)
        assert (tmp_path / name).stat().st_size > 1_000, name
    refused = call("--json", "case", "paper", f"{number}/1", "--out", tmp_path / "x.pdf")
    assert (refused.code, refused.error["code"]) == (1, "case.template")
    assert call("case", "counts").code != 0  # only a city counts
