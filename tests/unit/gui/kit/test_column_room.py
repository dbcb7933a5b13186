"""How columns share the width of a table: nothing that is shown is cut while there is room."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from patrol_app.gui.kit.column_room import Want, held, share

widths = st.integers(24, 300)
wants = st.builds(Want, st.one_of(st.just(0), widths), widths, st.integers(0, 280), widths)


def test_open_columns_share_what_is_left() -> None:
    assert share([Want(120, 40), Want(0, 40), Want(0, 40)], 400) == [120, 140, 140]


def test_what_cells_do_not_use_goes_to_those_that_are_cut() -> None:
    number, place, date = Want(208, 60, 180), Want(0, 60, 150), Want(120, 60, 90)
    assert share([number, place, date], 440) == [189, 150, 101]
    assert share([number, place, date], 420) == [180, 150, 90]


def test_a_fixed_column_grows_over_its_cells_where_there_is_room() -> None:
    assert share([Want(112, 60, 185), Want(0, 60, 100)], 600) == [185, 415]


def test_without_room_nothing_is_narrower_than_its_head() -> None:
    assert share([Want(208, 60, 180), Want(0, 70, 90, 56), Want(40, 90)], 100) == [180, 70, 90]


def test_a_dragged_column_stays() -> None:
    assert share([held(Want(120, 40, 200), 80), Want(0, 40)], 400) == [80, 320]


@given(st.lists(wants, min_size=1, max_size=8), st.integers(0, 2000))
def test_room_is_used_and_never_passed_without_need(columns: list[Want], room: int) -> None:
    made = share(columns, room)
    assert all(have >= want.floor for have, want in zip(made, columns, strict=True))
    least = sum(want.floor for want in columns)
    assert sum(made) <= max(room, least)
    if room >= sum(want.start for want in columns) and any(not want.given for want in columns):
        assert sum(made) == room
