"""Base data written and read back; the command line; what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from patrol_app.bootstrap import App
from patrol_app.errors import UserError
from patrol_app.services.base_reading import Answers
from tests.support.basefiles import compartments
from tests.support.command import Command

pytestmark = pytest.mark.keeps_threads("worker-frames of the module's reader process")


@pytest.fixture(scope="module")
def filled(app: App, folder: Path) -> App:
    """With 25 sub-compartments."""
    look = app.base_import.look(compartments(folder / "c", 25))
    plan = app.base_import.plan(look, Answers("compartment", epsg=4526), app.session.actor)
    app.base_import.apply(plan, app.session.actor)
    return app


@pytest.mark.parametrize(
    ("suffix", "epsg", "shaped"),
    [
        ("gpkg", 4526, True), ("gpkg", 0, True), ("shp", 4547, True), ("geojson", 0, True),
        ("kml", 0, True), ("xlsx", 0, False), ("csv", 0, False),
    ],
)  # fmt: skip
def test_what_is_written_reads_back_the_same(
    filled: App, tmp_path: Path, suffix: str, epsg: int, shaped: bool
) -> None:
    actor = filled.session.actor
    target = tmp_path / f"导出.{suffix}"
    done = filled.base_export.write(actor, "compartment", target, epsg=epsg)
    assert done.count == 25 and target in done.files
    assert sorted(done.files) == sorted(tmp_path.iterdir())
    look = filled.base_import.look(target)
    if shaped:
        assert look.proposals[0].stated or epsg == 0
    plan = filled.base_import.plan(
        look, Answers("compartment", epsg=epsg or 4490 if shaped else 0), actor
    )
    assert (plan.count, plan.fault_count, plan.unit) == (25, 0, "mu")
    assert plan.sample[0] == ("140981102203000100001", "示例沟1")
    if shaped:
        before = filled.datasets.content("compartment")
        assert plan.content is not None and abs(len(plan.content) - len(before)) < len(before) / 5
    if suffix == "shp":
        assert target.with_suffix(".cpg").read_text() == "GBK"
        assert look.encoding_by == "cpg"
    with pytest.raises(UserError) as caught:
        filled.base_export.write(actor, "compartment", target)
    assert caught.value.code == "file.exists"


@pytest.mark.parametrize(
    ("kind", "name", "code"),
    [
        ("zone", "a.gpkg", "export.nothing"),
        ("person", "a.gpkg", "export.no_shapes"),
        ("compartment", "a.pdf", "export.format"),
        ("dragon", "a.csv", "base.kind"),
    ],
)
def test_what_cannot_be_written(
    filled: App, tmp_path: Path, kind: str, name: str, code: str
) -> None:
    with pytest.raises(UserError) as caught:
        filled.base_export.write(filled.session.actor, kind, tmp_path / name)
    assert caught.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_people_are_written_with_chinese_headings(filled: App, tmp_path: Path) -> None:
    target = tmp_path / "people.csv"
    filled.base_export.write(filled.session.actor, "person", target)
    lines = target.read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("姓名") and len(lines) == 2


def test_the_command_line(tmp_path: Path) -> None:
    station = Command(tmp_path / "station")
    station.json("init", "--role", "station", "--unit", "DEMO01", "--name", "示例站")
    path = compartments(tmp_path / "f", 12)
    said = station("--json", "base", "import", path, "--kind", "compartment")
    assert (said.code, said.error["code"]) == (1, "base.crs")
    assert said.error["details"][0]["code"] == "4526"
    words = ("base", "import", path, "--kind", "compartment", "--crs", "EPSG:4526")
    made = station.json(*words, "--name", "二类调查", "--map", "dlmc=备注")
    assert (made["count"], made["left_out"]) == (12, [])
    listed = station.json("base", "list")["items"]
    assert [(one["name"], one["state"]) for one in listed] == [("二类调查", "in use")]


@pytest.mark.ci
def test_the_command_line_in_full(tmp_path: Path) -> None:
    station = Command(tmp_path / "station")
    station.json("init", "--role", "station", "--unit", "DEMO01", "--name", "示例站")
    stated = compartments(tmp_path / "g", 4, prj=True)
    dry = station.json("base", "import", stated, "--kind", "compartment", "--dry-run")
    assert (dry["count"], dry["crs"], dry["dry_run"]) == (4, 4526, True)
    assert station.json("base", "list")["total"] == 0
    assert station("base", "import", stated, "--kind", "compartment").code == 0
    out = tmp_path / "out.gpkg"
    assert station.json("base", "export", out, "--kind", "compartment")["files"] == [str(out)]
    bad = tmp_path / "z.csv"
    bad.write_text("编号,类型\nZ1,牧场\n", encoding="gbk")
    said = station("--json", "base", "import", bad, "--kind", "zone")
    assert (said.code, said.error["code"]) == (1, "base.faults")
    assert said.error["details"][0]["row"] == "2"
    assert station("base", "import", bad, "--kind", "zone", "--dry-run").code == 1
    for wrong in (
        ["--kind", "dragon"],
        ["--kind", "zone", "--crs", "x"],
        ["--kind", "zone", "--towgs84", "a"],
        ["--kind", "zone", "--valid-from", "x"],
        ["--kind", "zone", "--unit", "acre"],
    ):
        assert station("--json", "base", "import", bad, *wrong).code == 2
