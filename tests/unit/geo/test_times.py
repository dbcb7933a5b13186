from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patrol_app.geo.readers.time_columns import parse_column
from patrol_app.geo.readers.times import parse_offset, parse_time

EIGHT = 1_785_715_200_000  # 2026-08-03 08:00 at +08:00


@pytest.mark.parametrize(
    ("text", "value", "named"),
    [
        ("2026-08-03T00:00:00Z", EIGHT, True),
        ("2026-08-03T08:00:00+08:00", EIGHT, True),
        ("2026-08-03 08:00", EIGHT, False),
        ("2026/8/3 8:00:00.5", EIGHT + 500, False),
        ("2026年8月3日 8时00分00秒", EIGHT, False),
        ("2026:08:03 08:00:00", EIGHT, False),
        ("20260803T080000", EIGHT, False),
        ("20260803000000Z", EIGHT, True),
        ("2026-08-02T23:59:60Z", EIGHT, True),
        ("2026-08-03T00:00:00.123456789Z", EIGHT + 123, True),
        ("1980-01-05T00:00:00-0530", 315_898_200_000, True),
    ],
)
def test_written_times(text: str, value: int, named: bool) -> None:
    assert parse_time(text, 480) == (value, named)


@pytest.mark.parametrize(
    "text",
    ["", "2026-08-03", "2026-02-29T00:00:00Z", "2026-08-03T24:00:00Z", "2026-08-03T00:60:00Z",
     "0000-01-01T00:00:00Z", "2026-08-03T00:00:00+15:00", "2026-08-03T00:00:61Z",
     "١٩٨٠-01-05T00:00:00Z"],
)  # fmt: skip
def test_what_is_no_time(text: str) -> None:
    assert parse_time(text, 480) is None


def test_offsets() -> None:
    assert [parse_offset(zone) for zone in ("Z", "+08", "-0330", "+8", "x", "+08:60", "")] == [
        0, 480, -210, None, None, None, None,
    ]  # fmt: skip


@given(st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)), st.integers(-840, 840))
def test_any_time_with_any_offset(moment: datetime, minutes: int) -> None:
    zone = timezone(timedelta(minutes=minutes))
    text = moment.replace(tzinfo=zone).isoformat(timespec="milliseconds")
    expected = (moment - timedelta(minutes=minutes)).replace(tzinfo=UTC)
    span = expected - datetime(1970, 1, 1, tzinfo=UTC)
    assert parse_time(text, 0) == (span // timedelta(milliseconds=1), True)


COLUMN = st.lists(
    st.from_regex(
        r"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9]Z", fullmatch=True
    )
    | st.sampled_from(["", "2026-08-03T00:00:00Z", "2026-08-03T00:00:00.123Z", "x" * 20]),
    max_size=4,
)


@given(COLUMN)
@settings(max_examples=300)
def test_many_at_once_equal_one_at_a_time(texts: list[str]) -> None:
    stamps, known, without = parse_column(texts, 0)
    single = [parse_time(text, 0) for text in texts]
    assert known.tolist() == [one is not None for one in single]
    assert stamps.tolist() == [one[0] if one else 0 for one in single]
    assert without == sum(one is not None and not one[1] for one in single)
