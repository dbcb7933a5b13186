"""What the city decides about a device: revoked, expired, two histories, files kept aside."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from patrol_app.errors import UserError
from patrol_app.paths import config_dir
from patrol_app.services.ports import Listing
from patrol_app.sync import papers
from patrol_app.sync.keyring import Keyring
from tests.support.exchange import Side, World, reopened
from tests.support.folders import NOW
from tests.support.stores import FixedClock

DAY = 86_400_000


def descriptions(side: Side) -> set[str]:
    """What the findings held there say."""
    page = side.app.store.queries.page(Listing("finding"))
    return {str(row.record.description) for row in page.rows}  # type: ignore[attr-defined]


def hand_papers(world: World, side: Side) -> papers.PapersTaken:
    """The city's papers for the side's device, taken in there."""
    kid = side.app.store.queries.identity().kid
    device = next(d for d in world.city.app.store.queries.devices() if d.kid == kid)
    raw = papers.for_device(world.city.app.store.queries, device)
    with side.app.store.begin("test") as work:
        taken = papers.take(work, raw)
        work.commit()
    return taken


def test_a_revoked_device_counts_up_to_what_was_held(world: World, station: Side) -> None:
    station.finding(description="撤销前")
    (early,) = station.export().paths
    kept = shutil.copy(early, world.folder / "early.hlb")
    world.city.receive(early)
    row = world.city.app.exchange.devices.revoke("DEMO01", note="电脑遗失")
    assert row.status == "revoked"
    assert row.journals[0].closed_after == row.journals[0].last > 0

    station.finding(description="撤销后一")
    (one,) = station.export().paths
    station.finding(description="撤销后二")
    (two,) = station.export().paths
    answer = world.city.receive(one, two, Path(kept))
    assert [i.status for i in answer.items] == ["quarantined", "quarantined", "known"]
    assert {i.code for i in answer.items[:2]} == {"bundle.revoked"}
    assert descriptions(world.city) == {"撤销前"}
    # the receipt says so, and so do the papers
    station.receive(*answer.receipts)
    assert "revoked" in station.app.store.queries.receipts()[0].flags
    assert hand_papers(world, station).revoked

    desk = world.city.app.exchange.quarantine
    aside = {row.name: row for row in desk.list()}
    assert aside[one.name].can_take and aside[one.name].beyond == 0
    assert aside[one.name].device_no == "01" and aside[one.name].reason == "bundle.revoked"
    taken = desk.take(aside[one.name].sha256, note="站长电话确认")
    assert taken.ops == aside[one.name].upto - aside[one.name].first + 1
    assert descriptions(world.city) == {"撤销前", "撤销后一"}
    desk.reject(two.name, note="不是本站写的")
    assert desk.list() == ()
    words = {row.name: (row.decision, row.note) for row in desk.list(decided=True)}
    assert words[two.name] == ("reject", "不是本站写的")
    assert words[one.name][0] == "take" and "站长电话确认" in words[one.name][1]
    # neither file is gone, and both have their answer when they come again
    assert len(list(world.city.app.paths.quarantine.glob("*.hlb"))) == 2
    again = world.city.receive(one, two)
    assert [(i.status, i.code) for i in again.items] == [
        ("known", ""),
        ("refused", "bundle.rejected"),
    ]
    audited = {row.what for row in world.city.app.store.queries.audit_rows()}
    assert {"device.revoke", "quarantine.take", "quarantine.reject"} <= audited
    assert world.city.app.store.check() == []


def test_part_of_a_file_may_count(world: World, station: Side) -> None:
    world.city.app.exchange.devices.revoke("DEMO01")
    station.finding(description="第一")
    station.finding(description="第二")
    (path,) = station.export().paths
    world.city.receive(path)
    (row,) = world.city.app.exchange.quarantine.list()
    desk = world.city.app.exchange.quarantine
    with pytest.raises(UserError, match=r"quarantine\.upto"):
        desk.take(row.sha256, upto=row.upto + 1)
    assert desk.take(row.sha256, upto=row.upto - 1).ops == row.upto - row.first
    assert descriptions(world.city) == {"第一"}
    assert world.city.app.store.check() == []


def test_a_revoked_device_is_not_enrolled_again(world: World, station: Side) -> None:
    world.city.app.exchange.devices.revoke("DEMO01")
    with pytest.raises(UserError, match=r"enrol\.revoked"):
        world.enrol(station)
    with pytest.raises(UserError, match=r"device\.revoked"):
        world.city.app.exchange.devices.revoke("DEMO01")
    world.station("DEMO01", "new")  # its successor takes the unit's code without a question


def test_an_unknown_journal_of_a_revoked_device_is_kept_aside(world: World, station: Side) -> None:
    copy = world.folder / "copy"
    station.app.close()
    shutil.copytree(station.app.paths.root, copy)
    station = world.stations["DEMO01"] = reopened(station, station.app.paths.root)
    world.city.app.exchange.devices.revoke("DEMO01")
    twin = world.stations["twin"] = reopened(station, copy)
    twin.finding(description="新日志")
    paths = twin.export().paths
    assert {i.code for i in world.city.receive(*paths).items if i.status != "known"} == {
        "bundle.revoked"
    }


def test_a_certificate_out_of_its_time(world: World, station: Side) -> None:
    store = world.city.app.store
    (device,) = store.queries.devices()
    station.finding(description="迟到")
    (path,) = station.export().paths
    with store.begin("test") as work:
        work.put_device(replace(device, valid_to=NOW - DAY))
        work.commit()
    answer = world.city.receive(path)
    assert (answer.items[0].status, answer.items[0].code) == ("quarantined", "bundle.expired")
    with store.begin("test") as work:
        work.put_device(replace(device, valid_from=NOW + 3 * DAY))
        work.commit()
    assert world.city.receive(path).items[0].code == "bundle.early"
    # renewed by a signature; the same file is taken then
    with store.begin("test") as work:
        work.put_device(replace(device, valid_to=NOW - DAY))
        work.commit()
    row = world.city.app.exchange.devices.confirm("DEMO01-01")
    assert row.valid_to > NOW + 9 * 365 * DAY
    assert world.city.receive(path).items[0].status == "done"
    assert hand_papers(world, station).devices == ()  # its own certificate, no other device
    held = Keyring(station.app.store.queries).certificate()
    assert held is not None and held.valid_to == row.valid_to


def test_a_senders_slow_clock_is_no_matter_of_trust(world: World, station: Side) -> None:
    station.app.close()
    slow = FixedClock(NOW - 9 * 365 * DAY)
    side = world.stations["DEMO01"] = reopened(station, station.app.paths.root, clock=slow)
    side.finding(description="时钟慢九年")
    answer = world.city.receive(*side.export().paths)
    assert answer.items[0].status == "done"


def test_a_new_epoch_is_confirmed_by_the_city(world: World, station: Side) -> None:
    first = station.app.store.queries.identity()
    station.app.close()
    shutil.copytree(station.app.paths.root, world.folder / "moved")
    station = world.stations["DEMO01"] = reopened(station, world.folder / "moved")
    second = station.app.store.queries.identity()
    assert second.stream != first.stream
    station.finding(description="新日志")
    answer = world.city.receive(*station.export().paths)
    (row,) = [r for r in world.city.app.exchange.devices.list() if r.unit == "DEMO01"]
    assert row.unconfirmed and len(row.journals) == 2
    station.receive(*answer.receipts)
    flags = {r.stream: r.flags for r in station.app.store.queries.receipts()}
    assert flags[second.stream] == ("unconfirmed",)

    confirmed = world.city.app.exchange.devices.confirm("DEMO01")
    assert not confirmed.unconfirmed
    taken = hand_papers(world, station)
    assert taken.confirmed == (second.stream,)
    now = station.app.store.queries.identity()
    assert now.stream == second.stream and now.device_no == "02"
    assert "-02-" in station.finding().record.number
    answer = world.city.receive(*station.export().paths)
    station.receive(*answer.receipts)
    flags = {r.stream: r.flags for r in station.app.store.queries.receipts()}
    assert flags[second.stream] == ()


def test_two_histories_are_decided_and_nothing_is_lost(world: World) -> None:
    station = world.station("DEMO01")
    shared = station.finding(description="共同")
    station.app.close()
    root = station.app.paths.root
    clone, markers = world.folder / "clone", world.folder / "markers"
    shutil.copytree(root, clone)
    shutil.copytree(config_dir() / "instances", markers)
    station = world.stations["DEMO01"] = reopened(station, root)
    station.finding(description="甲")
    one = [shutil.copy(p, p.with_suffix(".one.hlb")) for p in station.export().paths]
    station.app.close()
    first = root.rename(world.folder / "first")
    shutil.rmtree(config_dir() / "instances")
    shutil.copytree(markers, config_dir() / "instances")
    shutil.copytree(clone, root)
    station = world.stations["DEMO01"] = reopened(station, root)
    made = station.finding(description="乙")
    station.edit(made, description="乙改")
    station.edit(shared, description="共同改")
    two = station.export().paths

    assert world.city.receive(*map(Path, one)).items[0].status == "done"
    answer = world.city.receive(*two)
    assert answer.items[0].code == "bundle.fork"
    station.receive(*answer.receipts)
    with pytest.raises(UserError, match=r"epoch\.open"):  # nobody has decided yet
        station.app.exchange.begin_journal()
    desk = world.city.app.exchange.devices
    (row,) = [r for r in desk.list() if r.unit == "DEMO01"]
    assert row.frozen and row.aside == 1
    decided = desk.unfreeze("DEMO01")
    assert not decided.frozen
    assert decided.journals[0].closed_after == (row.journals[0].frozen_at or 0) - 1
    with pytest.raises(UserError, match=r"device\.not_frozen"):
        desk.unfreeze("DEMO01")

    answer = world.city.receive(*two)
    assert answer.items[0].code == "bundle.closed"
    station.receive(*answer.receipts)
    (heard,) = station.app.store.queries.receipts()
    assert {"frozen", "closed"} <= set(heard.flags)
    begun = station.app.exchange.begin_journal()
    assert begun.moved >= 3 and station.app.store.check() == []
    assert descriptions(station) == {"乙改", "共同改"}
    station.edit(station.app.records.get("finding", made.record.id), description="乙再改")
    sent = station.export().paths
    assert all(begun.stream[:8] in path.name for path in sent)  # the closed one stays
    answer = world.city.receive(*sent)
    assert [i.status for i in answer.items] == ["done"]
    assert answer.items[0].incomplete == 0
    assert descriptions(world.city) == {"甲", "乙再改", "共同改"}
    # both laptops wrote under one number on that day: the check names it, people sort it out
    (double,) = world.city.app.store.check()
    assert made.record.number in double
    assert first.exists()
