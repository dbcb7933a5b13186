"""Enrolment on two real data folders."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import pytest

from patrol_app.domain.records.unit import unit_id
from patrol_app.errors import PatrolError, UserError
from patrol_app.storage.vault import open_with_recovery, slots
from patrol_app.sync import enrolment, granting
from patrol_app.sync.keys import recipient_of
from patrol_app.sync.numbering import device_number
from patrol_app.sync.recovery_file import read_recovery
from tests.support.exchange import Side, World, flip, reopened
from tests.support.folders import new_app


def test_a_grant_makes_number_unit_and_keys(world: World) -> None:
    side = world.unenrolled("DEMO01")
    before = side.app.store.queries.identity()
    assert before.device_no.startswith("X") and not before.enrolled
    early = side.finding()
    assert f"-{before.device_no}-" in early.record.number

    world.enrol(side)

    identity = side.app.store.queries.identity()
    assert (identity.device_no, identity.enrolled, identity.checked) == ("01", True, True)
    assert identity.stream == before.stream
    assert "-01-" in side.finding().record.number
    assert side.app.records.get("finding", early.record.id).record.number == early.record.number
    for code in ("DEMO00", "DEMO01"):
        stored = side.app.store.queries.get("unit", unit_id(code))
        assert stored is not None and stored.conflicts == 0
    unit = world.city.app.store.queries.get("unit", unit_id("DEMO01"))
    assert unit is not None and unit.record.parent_code == "DEMO00"  # type: ignore[attr-defined]
    assert side.app.store.check() == [] and world.city.app.store.check() == []


def test_the_recovery_file_opens_the_station_too(world: World, station: Side) -> None:
    held = read_recovery((world.folder / "DEMO00.recovery.txt").read_bytes())
    assert "recovery" in [slot.kind for slot in slots(station.app.paths)]
    key = open_with_recovery(station.app.paths, held.identity)
    assert key == station.app.store.key
    stored = (world.city.app.store.queries.meta("recovery_recipient"),)
    assert stored == (recipient_of(held.identity),)
    for path in world.city.app.paths.root.rglob("*"):
        if path.is_file():
            assert held.identity.encode() not in path.read_bytes()


def test_without_the_digits_both_sides_say_so(world: World) -> None:
    side = world.unenrolled("DEMO01")
    world.enrol(side, checked=False)
    assert not side.app.store.queries.identity().checked
    (device,) = world.city.app.store.queries.devices()
    assert not device.checked
    world.enrol(side)
    assert side.app.store.queries.identity().checked
    (device,) = world.city.app.store.queries.devices()
    assert device.checked and device.device_no == "01"


def test_wrong_digits_change_nothing(world: World) -> None:
    side = world.unenrolled("DEMO01")
    asked = side.app.exchange.request(side.out)
    with pytest.raises(UserError) as fault:
        world.city.app.exchange.grant(
            asked.path, side.out / "g.hlb", code="0000-0000-0000", same_unit=False
        )
    assert fault.value.code == "enrol.code"
    assert not (side.out / "g.hlb").exists() and world.city.app.store.queries.devices() == []
    answer = world.city.app.exchange.grant(
        asked.path, side.out / "g.hlb", code=None, same_unit=False
    )
    with pytest.raises(UserError) as fault:
        side.app.exchange.accept(answer.path, code="1" * 12)
    assert fault.value.code == "enrol.code"
    assert not side.app.store.queries.identity().enrolled


def test_a_code_in_use_is_refused_unless_it_is_the_same_unit(world: World) -> None:
    world.station("DEMO01")
    other = world.unenrolled("DEMO01", "second")
    asked = other.app.exchange.request(other.out)
    with pytest.raises(UserError) as fault:
        world.city.app.exchange.grant(asked.path, other.out, code=None, same_unit=False)
    assert fault.value.code == "enrol.unit_taken"
    world.enrol(other, same_unit=True)
    assert other.app.store.queries.identity().device_no == "02"


def test_asking_again_gives_the_same_number(world: World, station: Side) -> None:
    world.enrol(station)
    assert station.app.store.queries.identity().device_no == "01"
    assert len(world.city.app.store.queries.devices()) == 1


def test_a_grant_is_for_one_device(world: World) -> None:
    one, two = world.unenrolled("DEMO01"), world.unenrolled("DEMO02")
    asked = one.app.exchange.request(one.out)
    grant = world.city.app.exchange.grant(asked.path, one.out, code=None, same_unit=False)
    with pytest.raises(UserError):
        two.app.exchange.accept(grant.path, code=None)
    assert not two.app.store.queries.identity().enrolled


def test_a_large_file_is_neither_request_nor_grant(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both are small: a file above their size is not read."""
    side = world.unenrolled("DEMO01")
    asked = side.app.exchange.request(side.out)
    grant = world.city.app.exchange.grant(asked.path, side.out, code=None, same_unit=False)
    monkeypatch.setattr(granting, "SMALL_FILE", asked.path.stat().st_size - 1)
    monkeypatch.setattr(enrolment, "SMALL_FILE", grant.path.stat().st_size - 1)
    with pytest.raises(UserError) as caught:
        world.city.app.exchange.grant(asked.path, side.out, code=None, same_unit=False)
    assert caught.value.code == "file.too_large"
    with pytest.raises(UserError) as caught:
        side.app.exchange.accept(grant.path, code=None)
    assert caught.value.code == "file.too_large"


def test_every_part_of_both_files_is_guarded(world: World) -> None:
    side = world.unenrolled("DEMO01")
    asked = side.app.exchange.request(side.out)
    for path in (asked.path,):
        for place in range(0, path.stat().st_size, 37):
            bad = flip(path, side.out / "bad.hlb", place)
            with pytest.raises(PatrolError):
                world.city.app.exchange.grant(bad, side.out / "g", code=None, same_unit=False)
    grant = world.city.app.exchange.grant(asked.path, side.out, code=None, same_unit=False)
    for place in range(0, grant.path.stat().st_size, 97):
        bad = flip(grant.path, side.out / "bad.hlb", place)
        with pytest.raises(PatrolError):
            side.app.exchange.accept(bad, code=None)
    assert side.app.exchange.accept(grant.path, code=grant.code).checked


def test_who_may_not(world: World, station: Side, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"enrol\.root"):
        world.city.app.exchange.request(tmp_path / "r")
    with pytest.raises(UserError, match=r"export\.no_upper"):
        world.city.app.exchange.export(tmp_path)
    other = world.unenrolled("DEMO02")
    asked = other.app.exchange.request(other.out)
    with pytest.raises(UserError, match=r"enrol\.not_root"):
        station.app.exchange.grant(asked.path, tmp_path / "g", code=None, same_unit=False)
    with pytest.raises(UserError, match=r"enrol\.not_root"):
        station.app.exchange.roots.rotate(threshold=1)
    finding = station.finding()
    (sent,) = station.export().paths
    taken = tmp_path / "a file"
    taken.touch()
    with pytest.raises(UserError, match=r"export\.folder"):  # said before anything is taken in
        world.city.receive(sent, out=taken)
    assert world.city.app.store.queries.get("finding", finding.record.id) is None
    with pytest.raises(UserError, match=r"root\.more_keys") as caught:
        world.city.app.exchange.roots.rotate(threshold=2)
    assert caught.value.params == {"need": 2, "have": 1}
    with pytest.raises(UserError, match=r"export\.not_enrolled"):
        other.app.exchange.export(other.out / "none")
    assert not (other.out / "none").exists()


def test_the_citys_own_code_is_refused(world: World) -> None:
    side = world.unenrolled("DEMO00", "twin")
    asked = side.app.exchange.request(side.out)
    with pytest.raises(UserError, match=r"enrol\.own_unit"):
        world.city.app.exchange.grant(asked.path, side.out, code=None, same_unit=True)


def test_sample_data_stays_by_itself(tmp_path: Path) -> None:
    with (
        contextlib.closing(new_app(tmp_path, "station", "DEMO01", sample=True)) as sample,
        contextlib.closing(new_app(tmp_path, "station", "FARM01")) as real,
        contextlib.closing(new_app(tmp_path, "city", "CITY01")) as city,
        contextlib.closing(new_app(tmp_path, "city", "DEMO00", sample=True)) as sample_city,
    ):
        asked = sample.exchange.request(tmp_path / "sample.hlb")
        other = real.exchange.request(tmp_path / "real.hlb")
        with pytest.raises(UserError, match=r"enrol\.sample"):
            sample_city.exchange.grant(other.path, tmp_path / "no.hlb", code=None, same_unit=False)
        assert not (tmp_path / "no.hlb").exists()
        grant = city.exchange.grant(asked.path, tmp_path / "g.hlb", code=None, same_unit=False)
        with pytest.raises(UserError, match=r"enrol\.sample"):
            sample.exchange.accept(grant.path, code=None)
        assert not sample.store.queries.identity().enrolled
        own = sample_city.exchange.grant(
            asked.path, tmp_path / "own.hlb", code=asked.code, same_unit=False
        )
        assert sample.exchange.accept(own.path, code=own.code).checked


def test_a_device_number_is_given_once(world: World, station: Side) -> None:
    store = world.city.app.store
    with store.begin("test") as work:
        assert device_number(work, "DEMO05", "s1") == "01"
        assert device_number(work, "DEMO05", "s2") == "02"
        assert device_number(work, "DEMO05", "s1") == "01"
        assert device_number(work, "DEMO05", "s3") == "03"
        assert device_number(work, "DEMO06", "s4") == "01"
        work.put_meta("enrol.last_number.DEMO05", "99")
        assert device_number(work, "DEMO05", "s5") == "100"
        work.put_meta("enrol.last_number.DEMO05", "999")
        with pytest.raises(UserError, match=r"enrol\.numbers"):
            device_number(work, "DEMO05", "s6")


def test_a_copied_folder_never_shares_its_number(world: World, station: Side) -> None:
    first = station.finding()
    asked = station.app.exchange.request(station.out)
    early = world.city.app.exchange.grant(asked.path, station.out, code=None, same_unit=False)
    root = station.app.paths.root
    station.app.close()
    copy = root.with_name("copy")
    shutil.copytree(root, copy)
    twin = world.stations["twin"] = reopened(station, copy)
    station = world.stations["DEMO01"] = reopened(station, root)
    with pytest.raises(UserError, match=r"enrol\.other_stream"):
        twin.app.exchange.accept(early.path, code=None)
    world.enrol(twin)
    world.enrol(station)
    numbers = [side.app.store.queries.identity().device_no for side in (station, twin)]
    assert numbers == ["01", "02"]
    made = {first.record.number, station.finding().record.number, twin.finding().record.number}
    assert len(made) == 3
