"""A sensitive place on every door beside the form: conflicts, search, history, filters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from patrol_app import i18n
from patrol_app.domain.position import Place
from patrol_app.domain.records import record_type
from patrol_app.errors import UserError
from patrol_app.gui.review.wording import differences
from patrol_app.services.conflict_types import RecordConflict, Side, Take
from patrol_app.services.external_show import ExternalWriter
from patrol_app.services.history import history
from patrol_app.services.privacy import concealed, has_private, need_filters
from patrol_app.services.search import search
from patrol_app.services.session import Actor
from patrol_app.services.stored import Stored
from tests.support.command import Command
from tests.support.forest import WILDLIFE
from tests.support.meeting import Pair, pair

pytestmark = pytest.mark.ci
NEAR, FAR = (
    Place(lon=lon, lat=389_012_345, source="hand", datum="wgs84")
    for lon in (1_123_411_119, 1_123_999_888)
)
EXACT = ("112.3411119", "112.341112", "112.3999888", "38.9012345", "38.901235", "甲处", "乙处")


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Two devices of a station."""
    before = i18n.language()
    i18n.use("zh_CN")
    with pair(tmp_path_factory.mktemp("two")) as made:
        yield made
    i18n.use(before)


def sighting(two: Pair, **values: Any) -> Stored:
    """A sighting that both devices know."""
    made = two.here.records.new(
        "wildlife", {**WILDLIFE, "observer_ids": (two.actor.id,), **values}, two.actor
    )
    two.meet()
    return made


@pytest.fixture(scope="module")
def den(two: Pair) -> Stored:
    """One whose place is told differently on each device."""
    made = sighting(two)
    two.differ(made, {"place": "甲处", "position": NEAR}, {"place": "乙处", "position": FAR})
    return made


def ranger(two: Pair) -> Actor:
    """Somebody without the right to personal data."""
    return replace(two.actor, roles=("ranger",))


def opened(two: Pair, stored: Stored, actor: Actor, **more: Any) -> RecordConflict:
    found = two.here.conflicts.open(actor, "wildlife", stored.record.id, **more)
    assert found is not None
    return found


def sides(found: RecordConflict) -> dict[str, tuple[Side, ...]]:
    return {one.key: one.sides for one in found.fields}


def test_a_conflict_is_told_roughly_and_in_full_with_leave(two: Pair, den: Stored) -> None:
    for actor in (ranger(two), two.actor):
        found = opened(two, den, actor)
        assert found.masked and not any(word in repr(found) for word in EXACT)
        shown = sides(found)
        assert [one.words for one in shown["place"]] == ["***", "***"]
        assert [one.value for one in (*shown["place"], *shown["position"])] == [None] * 4
        told = [one.words for one in shown["position"]]
        assert all("0.01°" in one and "38.90500" in one for one in told) and told[0] != told[1]
        assert not any(one.merge or one.both for one in found.fields)
    with pytest.raises(UserError) as caught:
        opened(two, den, ranger(two), clear=True)
    assert caught.value.code == "session.forbidden"
    whole = opened(two, den, two.actor, clear=True)
    assert not whole.masked
    assert [one.words for one in sides(whole)["place"]] == ["乙处", "甲处"]
    assert any("112.34111" in one.words for one in sides(whole)["position"])
    assert all(one.merge for one in whole.fields)


def test_a_side_that_makes_it_sensitive_hides_both(two: Pair) -> None:
    """What stands says it is a common animal; the other side says it is not."""
    made = sighting(two, species="赤狐", protection="未列入")
    two.differ(
        made, {"protection": "国家二级", "place": "甲处"}, {"protection": "不详", "place": "乙处"}
    )
    now = two.here.records.get("wildlife", made.record.id)
    assert not concealed(now)
    shown = sides(opened(two, made, ranger(two)))
    assert {one.words for one in shown["place"]} == {"***"}
    assert {one.words for one in shown["protection"]} == {"国家二级", "不详"}
    reason = {"place": "甲处", "protection": "国家一级"}
    other = sighting(two, species="赤狐", protection="未列入")
    two.edit(two.here, other, **reason)
    two.tick()
    two.there.records.delete("wildlife", other.record.id, "录错", two.there.session.actor)
    two.meet()
    against = opened(two, other, ranger(two))
    assert against.masked and "甲处" not in repr(against) and "录错" in repr(against)


def test_it_is_settled_without_being_seen(two: Pair) -> None:
    """By who wrote it and when; the exact value is what is kept."""
    made = sighting(two)
    two.differ(made, {"position": NEAR}, {"position": FAR})
    shown = sides(opened(two, made, ranger(two)))["position"]
    place = next(one.place for one in shown if one.own)
    two.here.conflicts.settle(ranger(two), "wildlife", made.record.id, {"position": Take(place)})
    assert two.here.records.get("wildlife", made.record.id).record.position == NEAR  # type: ignore[attr-defined]


def test_the_search_finds_it_by_what_is_told(two: Pair) -> None:
    made = sighting(two, place="示例秘密沟", town="示例邻乡")
    open_one = sighting(two, species="赤狐", protection="未列入", place="示例秘密沟")
    queries = two.here.store.queries

    def found(word: str, actor: Actor) -> set[str]:
        """Ids of the sightings found."""
        return {hit.stored.record.id for hit in search(queries, word, actor, ["wildlife"])}

    assert found("秘密沟", ranger(two)) == {open_one.record.id}
    assert found("秘密沟", two.actor) == {made.record.id, open_one.record.id}
    assert found("示例邻乡", ranger(two)) == {made.record.id}
    assert made.record.id in found(made.record.number, ranger(two))
    hits = search(queries, "秘密沟", two.actor, ["wildlife"])
    told = {hit.stored.record.id: hit.excerpt for hit in hits}
    assert told[made.record.id] is None and told[open_one.record.id] is not None


def test_history_and_filters(two: Pair) -> None:
    made = sighting(two)
    changed = two.edit(two.here, made, place="甲处", position=NEAR, count=9)
    queries = two.here.store.queries
    entries = history(queries, "wildlife", made.record.id, 0)
    said = repr([differences(queries, changed, entry.changes) for entry in entries])
    assert "***" in said and "0.01°" in said and "'9'" in said
    assert not any(word in said for word in (*EXACT, "老窝铺"))
    for name in ("place", "position", "camera_no", "description"):
        with pytest.raises(UserError) as caught:
            need_filters(ranger(two), record_type("wildlife"), [name])
        assert caught.value.code == "session.forbidden"
    need_filters(ranger(two), record_type("wildlife"), ["species", "town"])
    need_filters(two.actor, record_type("wildlife"), ["place"])


def test_a_photo_tells_no_more_than_what_it_hangs_on(two: Pair) -> None:
    """Where it was taken is where the animal is."""
    queries = two.here.store.queries
    writer = ExternalWriter(queries, private=False)
    for species, protection, exact in (("褐马鸡", "国家一级", False), ("赤狐", "未列入", True)):
        made = sighting(two, species=species, protection=protection)
        values = {"name": "a.jpg", "parent_type": "wildlife", "parent_id": made.record.id}
        photo = two.here.records.new("attachment", {**values, "position": NEAR}, two.actor)
        told = str([writer.show(photo), writer.item(photo)])
        assert ("112.3411119" in told) is exact and ("38.9" in told)
        assert has_private(queries, photo) is not exact
        assert concealed(photo, queries=queries) == frozenset(() if exact else {"position"})


def test_the_command_tells_roughly_or_writes_the_view_down(two: Pair, den: Stored) -> None:
    """Runs last: the folder is closed for the command."""
    number = den.record.number
    two.here.close()
    station = Command(two.here.paths.root)
    shown = station.json("conflict", "show", "wildlife", number)
    assert shown["masked"] is False  # the station's head has the right
    assert "甲处" in str(shown)
    rows = station.json("audit", "list")["items"]
    assert rows[0]["what"] == "private.view"
