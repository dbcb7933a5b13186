"""Personal data in part, views of other units' tracks, and the chain of what was done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.bootstrap import App
from patrol_app.domain.masking import masked, masked_field, masked_name
from patrol_app.errors import UserError
from patrol_app.services.privacy import DEEDS
from tests.support.folders import station_copy

DAY_MS = 86_400_000


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """A station."""
    made = station_copy(tmp_path_factory.mktemp("privacy"))
    yield made
    made.close()


def rows(app: App, what: str) -> list[Any]:
    """Audit rows of one kind, newest first."""
    return [row for row in app.store.queries.audit_rows() if row.what == what]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("13812341234", "138****1234"),
        ("140925199001010018", "140***********0018"),
        ("", ""),
        ("123456", "***"),
        ("12345678", "1***"),
        ("示例村东头第三家", "***"),
    ],
)
def test_what_is_left_of_a_value(value: str, shown: str) -> None:
    assert masked(value) == shown


def test_a_name_keeps_its_first_character() -> None:
    assert masked_name("欧阳某某") == "欧＊＊＊"
    assert masked_field("name", "王某") == "王＊"
    assert masked_field("phone", "13812341234") == "138****1234"


@given(st.text(min_size=8, max_size=40))
def test_a_mask_never_gives_the_value_away(text: str) -> None:
    value = text.strip()
    if len(value) >= 8 and set(value) != {"*"}:
        assert masked(value) != value
        kept = masked(value).replace("*", "")
        assert len(kept) <= 7


def test_a_track_of_another_unit_is_noted_once_a_day(app: App) -> None:
    actor = app.session.actor
    own = app.records.new("patrol", {}, actor).record.id
    other = app.records.new("patrol", {}, actor).record.id
    with app.store.begin("test") as work:
        # what another unit wrote arrives by exchange; the row stands for that here
        work._connection.exec_driver_sql("UPDATE patrol SET unit = 'DEMO02' WHERE id = ?", (other,))
        work.commit()
    assert not app.privacy.track_seen(actor, own)
    assert app.privacy.track_seen(actor, other)
    assert not app.privacy.track_seen(actor, other)
    app.clock.now += DAY_MS  # type: ignore[attr-defined]
    assert app.privacy.track_seen(actor, other)
    assert not app.privacy.track_seen(actor, "00000000-0000-4000-8000-000000000000")
    found = rows(app, "track.view")
    assert [dict(row.detail) for row in found] == [
        {"actor": actor.id, "rec": other, "unit": "DEMO02"}
    ] * 2


def test_a_view_of_nothing_personal_is_no_view(app: App) -> None:
    actor = app.session.actor
    before = len(rows(app, "private.view"))
    stored = app.records.new("person", {"name": "甲"}, actor)
    assert app.privacy.reveal(actor, "person", stored.record.id) == {}
    assert len(rows(app, "private.view")) == before
    with pytest.raises(UserError) as fault:
        app.privacy.reveal(actor, "person", "x")
    assert fault.value.code == "record.unknown"


def test_a_changed_row_breaks_the_chain(tmp_path: Path) -> None:
    app = station_copy(tmp_path)
    try:
        actor = app.session.actor
        for pin in ("4826", "4827", "4828"):
            app.users.set_pin(actor, actor.id, pin)
        assert app.privacy.audit_broken(actor) == []
        with app.store.begin("test") as work:
            connection = work._connection
            connection.exec_driver_sql("DROP TRIGGER audit_no_update")
            connection.exec_driver_sql("UPDATE audit SET what = 'user.login' WHERE n = 2")
            work.commit()
        assert app.privacy.audit_broken(actor) == [2]
        lines = app.privacy.audit(actor, below=3, limit=1)
        assert [(line.n, line.who) for line in lines] == [(2, actor.name)]
    finally:
        app.close()


def test_every_deed_that_the_program_writes_has_words() -> None:
    root = Path(__file__).resolve().parents[3] / "patrol_app"
    text = "".join(path.read_text(encoding="utf-8") for path in root.rglob("*.py"))
    written = set(re.findall(r'\baudit\(\s*"([a-z]+(?:\.[a-z_]+)?)"', text))
    own = (root / "services" / "users.py").read_text(encoding="utf-8")
    written |= set(re.findall(r'"((?:user|vault)\.[a-z_]+)"', own))
    assert {"user.login", "user.pin", "enrol.grant", "recovery.confirmed"} <= written
    assert written <= set(DEEDS)
