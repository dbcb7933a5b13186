"""Options: declared once, stored as JSON, never worth a stop."""

from __future__ import annotations

from pathlib import Path

import pytest

from patrol_app.errors import UserError
from patrol_app.settings import OPTIONS, Settings


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_defaults_are_values_their_option_accepts(option: object, tmp_path: Path) -> None:
    found = next(one for one in OPTIONS if one is option)
    assert found.accepts(found.default)
    assert Settings(tmp_path / "s.json").get(found.name) == found.default


def test_a_change_is_kept_and_told(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "in" / "s.json")
    heard: list[str] = []
    leave = settings.subscribe(heard.append)
    settings.set("scale", 150)
    leave()
    settings.set("theme", "dark")
    assert heard == ["scale"]
    again = Settings(tmp_path / "in" / "s.json")
    assert (again.number("scale"), again.text("theme")) == (150, "dark")
    assert [path.name for path in (tmp_path / "in").iterdir()] == ["s.json"]


@pytest.mark.parametrize(("name", "value"), [("scale", 99), ("scale", True), ("theme", "pink")])
def test_a_value_that_does_not_fit_is_refused(tmp_path: Path, name: str, value: object) -> None:
    settings = Settings(tmp_path / "s.json")
    with pytest.raises(UserError):
        settings.set(name, value)
    assert not settings.path.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"scale": 7, "other": 1}', "[" * 9999])
def test_a_damaged_file_means_defaults(tmp_path: Path, text: str) -> None:
    path = tmp_path / "s.json"
    path.write_text(text, encoding="utf-8")
    assert Settings(path).number("scale") == 100
