"""Drill 31: GBK with and without .cpg, CGCS2000, WGS84, shifted data: right names and places."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from patrol_app.bootstrap import App
from patrol_app.domain.position import Place
from patrol_app.errors import PatrolError, UserError
from patrol_app.services.base_reading import Answers
from tests.support.basefiles import compartments
from tests.support.folders import station_copy

pytestmark = [pytest.mark.ci, pytest.mark.keeps_threads("worker-frames of the module's reader")]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """A station."""
    made = station_copy(tmp_path_factory.mktemp("station"))
    yield made
    made.close()


def test_gbk_without_cpg_asks_for_the_system_and_holds_shifted_places_out(
    app: App, tmp_path: Path
) -> None:
    """Names right by themselves; the coordinate system is asked; shifted points hit no area."""
    look = app.base_import.look(compartments(tmp_path, 40))
    assert look.encoding_by == "gb18030"
    with pytest.raises(UserError) as caught:
        app.base_import.plan(look, Answers("compartment"), app.session.actor)
    assert caught.value.code == "base.crs"
    plan = app.base_import.plan(look, Answers("compartment", epsg=4526), app.session.actor)
    assert plan.sample[0][1] == "示例沟1"
    app.base_import.apply(plan, app.session.actor)
    feature = app.places.features("compartment", (0, 0, 2 * 10**9, 10**9))[0]
    inside = feature.shape.representative_point()
    lon, lat = (
        round(value * 1e7) if abs(value) < 1_000 else round(value) for value in inside.coords[0]
    )
    found = {
        datum: app.places.compartment_at(Place(lon=lon, lat=lat, datum=datum, source="hand"))
        for datum in ("cgcs2000", "wgs84", "shifted", "unknown")
    }
    # metres apart at most: the two are one to a hand-held receiver
    assert found["cgcs2000"] and found["wgs84"]
    assert found["shifted"] is None and found["unknown"] is None


@pytest.mark.corpus
def test_real_tables_have_chinese_names(app: App, corpus: Path) -> None:
    """Every real shapefile and table: read with Chinese in it, asked, or refused by name."""
    read, damaged = 0, []
    files = [*sorted((corpus / "shp").glob("*.dbf")), *sorted((corpus / "csv_xlsx").iterdir())]
    for path in files:
        try:
            look = app.base_import.look(path)
        except PatrolError as fault:
            assert not fault.code.startswith("worker."), path.name
            assert fault.message()
            continue
        read += 1
        text = "".join("".join(row) for row in look.rows) + "".join(look.columns)
        if "\ufffd" in text and look.encoding_by != "asked":
            damaged.append(path.name)
    assert read >= 8
    assert not damaged


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["country_gbk_nocpg_4508.shp", "chinese.shp"])
def test_gbk_names_without_cpg_are_readable(app: App, corpus: Path, name: str) -> None:
    """No .cpg, LDID 0: the order UTF-8, then GB18030 finds the names."""
    path = corpus / "shp" / name
    if not path.exists():
        pytest.skip(f"{name} is not in this corpus")
    look = app.base_import.look(path)
    text = "".join("".join(row) for row in look.rows)
    assert any("\u4e00" <= sign <= "\u9fff" for sign in text), look.encoding
