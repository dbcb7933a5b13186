"""The small map of a tree's thread: its places and sub-compartment, a pin opens its record."""

from __future__ import annotations

from typing import Any

import pytest

from patrol_app.geo.display import Point, Text
from patrol_app.gui.front import Front
from patrol_app.gui.pages.pests import THREADS
from patrol_app.gui.pest.thread_map import LEGEND, record_of
from tests.gui.pages.test_pests_page import page_of, write
from tests.support.pest_ground import compartments, middle
from tests.support.records import at
from tests.support.windows import Watch, settle

DEAD = ({"key": "aaaaaaaa", "state": "枯死", "count": 1},)


def tree(front: Front, tag: str, place: Any) -> Any:
    """A dead pine."""
    return write(front, "pest", pest="松材线虫病疑似", seen_at=at("08:30"), position=place,
                 trees=DEAD, tree_no=tag)  # fmt: skip


@pytest.mark.ci
def test_a_thread_has_its_map(front: Front, watch: Watch) -> None:
    app = front.ctx.app
    front.work.command(lambda: compartments(app, 8))
    settle(front)
    here, other = middle(0), middle(1)
    shifted = here.model_copy(update={"datum": "shifted"})
    head = tree(front, "YC-1", here)
    second = "01900000-0000-7000-8000-000000000001"
    for code, place in (("YP-1", here), ("YP-2", other)):
        write(front, "sample", sighting_id=head.id, sample_no=code, position=place,
              sampler_ids=(front.ctx.actor().id, second), seal_no=code)  # fmt: skip
    tree(front, "YC-2", shifted)
    page: Any = page_of(front)
    page.show_type(THREADS)
    settle(front)
    view: Any = page.threads
    at_row = {one.tree: number for number, one in enumerate(view._found)}
    view.table.select(at_row["YC-1"])
    settle(front)
    assert not view.map.isHidden()
    shapes = list(view.map._list.singles())
    pins = [one for one in shapes if isinstance(one, Point)]
    # the first sample was taken at the tree: one pin; the other in the next sub-compartment
    assert [(pin.role, round(pin.x), round(pin.y)) for pin in pins] == [
        ("pest", 0, 0), ("sample", 521, 0),
    ]  # fmt: skip
    assert [one.words for one in shapes if isinstance(one, Text)] == ["示例沟0"]
    roles = [role for role, _words in view.map._list.legend]
    assert roles == ["pest", "sample", "plot"] and set(roles) <= set(LEGEND)
    view.map.picked.emit(pins[1].key)
    settle(front)
    assert page.editor is not None and page.editor.target.type == "sample"
    page.close_editor(refocus=False)
    page.show_type(THREADS)
    settle(front)
    view.table.select(at_row["YC-2"])
    settle(front)
    assert view.map.isHidden()  # a shifted place is on no map beside the others
    assert record_of("plot:x") is None and record_of("") is None
    assert watch.seen == []
