"""Kept filters: each person's own, bounded, replaced by name."""

from __future__ import annotations

import pytest

from patrol_app.bootstrap import App
from patrol_app.errors import UserError
from patrol_app.services.kept_filters import KeptFilter


def test_kept_filters_are_each_persons_own(app: App) -> None:
    actor = app.session.actor
    other = type(actor)("another", "N2", "乙", ("ranger",))
    for n in range(25):
        app.kept_filters.keep(other, "patrol", KeptFilter(f"F{n}", {"type": "FIRE"}))
    app.kept_filters.keep(other, "patrol", KeptFilter("F20", {"type": "OTHER"}))
    kept = app.kept_filters.of(other, "patrol")
    assert len(kept) == 20
    assert (kept[0].name, kept[0].values) == ("F20", {"type": "OTHER"})
    assert app.kept_filters.of(actor, "patrol") == []
    app.kept_filters.drop(other, "patrol", "F20")
    assert app.kept_filters.of(other, "patrol")[0].name == "F24"
    with pytest.raises(UserError) as fault:
        app.kept_filters.keep(other, "patrol", KeptFilter("nothing", {}))
    assert fault.value.code == "filter.empty"
