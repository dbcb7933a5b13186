"""City profiles are data: read whole or refused, and their rules stand in force."""

from __future__ import annotations

import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest

from patrol_app.domain.profile import profile_of
from patrol_app.errors import EnvironmentFault
from patrol_app.paths import resource
from patrol_app.services.profiles import PROFILE, profile_in_use, profiles, read_profiles
from patrol_app.services.rules import rule_book


class _Queries:
    """The two answers that the rule book asks of a store."""

    def __init__(self, profile: str = "", rows: tuple[dict[str, object], ...] = ()) -> None:
        self._profile = profile
        self._rows = rows

    def meta(self, key: str) -> str | None:
        """The profile's code."""
        return self._profile if key == PROFILE else None

    def rule_rows(self) -> list[dict[str, object]]:
        """The edited rows."""
        return list(self._rows)

    def datasets_loaded(self) -> dict[str, object]:
        """The table of rules where rows were edited."""
        return {"rules": SimpleNamespace(version=2026080301)} if self._rows else {}


def _raw(name: str) -> dict[str, object]:
    return tomllib.loads((resource("profiles") / f"{name}.toml").read_text(encoding="utf-8"))


def test_the_two_cities_are_shipped() -> None:
    """Values of domain.md §8.1, §8.2, §10.2 and §10.3."""
    xinzhou, ganzhou = profiles()["xinzhou"], profiles()["ganzhou"]
    assert (len(xinzhou.divisions), len(ganzhou.divisions)) == (15, 18)
    assert (xinzhou.zones, ganzhou.zones) == ((37, 38), (38, 39))
    assert (xinzhou.pwd_mode, ganzhou.pwd_mode) == ("PREVENT", "ENDEMIC")
    assert xinzhou.shows("grazing") and not ganzhou.shows("grazing")
    assert ganzhou.shows("fire_team") and ganzhou.shows("something newer")
    assert xinzhou.holds(112.7, 38.4) and not xinzhou.holds(114.9, 25.8)
    old = {code: one.code for one in ganzhou.divisions for code in one.old_codes}
    assert old == {"360721": "360704", "360782": "360703", "360727": "360783"}
    outside = {one.code for one in xinzhou.divisions if one.statistical}
    assert outside == {"140971"}


@pytest.mark.parametrize("name", ["xinzhou", "ganzhou"])
def test_no_profile_claims_a_law_it_has_not_read(name: str) -> None:
    """§0: what is unknown or weak ships as 本单位设定 and is shown 未核实."""
    for row in profiles()[name].rules:
        assert row.unverified or row.source != "本单位设定"


def test_a_third_city_is_a_copy_of_a_file(tmp_path: Path) -> None:
    text = (resource("profiles") / "xinzhou.toml").read_text(encoding="utf-8")
    copy = text.replace('code = "xinzhou"', 'code = "third"').replace("忻州市", "示例市")
    (tmp_path / "third.toml").write_text(copy, encoding="utf-8")
    assert read_profiles(tmp_path)["third"].name == "示例市"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("format", 2),
        ("bbox", [1.0, 2.0, 0.0, 3.0]),
        ("surprise", 1),
        ("code", "Two Words"),
        ("divisions", [{"code": "140902", "name": "a", "zone": 38}] * 2),
        ("rules", [{"key": "a", "value": 1, "confidence": "sure"}]),
    ],
)
def test_a_slip_in_the_file_is_refused(key: str, value: object) -> None:
    with pytest.raises(ValueError):
        profile_of({**_raw("xinzhou"), key: value})


@pytest.mark.parametrize("body", [b"", b"code = ", b"\xff\xfe", b"x = 1"])
def test_a_broken_file_is_named(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "broken.toml").write_bytes(body)
    with pytest.raises(EnvironmentFault) as fault:
        read_profiles(tmp_path)
    assert fault.value.code == "profile.broken"
    assert fault.value.params == {"name": "broken.toml"}


def test_a_rule_is_the_programs_the_profiles_or_the_edited_one() -> None:
    plain = rule_book(_Queries())  # type: ignore[arg-type]
    assert plain.find("fire.season.重点期.start") is None
    city = rule_book(_Queries("ganzhou"))  # type: ignore[arg-type]
    found = city.find("fire.season.重点期.start")
    assert found is not None and found.value == 1001 and found.unverified
    assert city.version == "builtin-1+ganzhou-2"
    row = {"key": "patrol.valid.len_m", "value": 2500, "unit": "m", "confidence": "V"}
    edited = rule_book(_Queries("ganzhou", (row,)))  # type: ignore[arg-type]
    changed = edited.find("patrol.valid.len_m")
    assert changed is not None and changed.value == 2500 and not changed.unverified
    kept = edited.find("patrol.valid.min")
    assert kept is not None and kept.value == 60
    assert edited.version == "builtin-1+ganzhou-2+rules-2026080301"


def test_a_profile_that_is_not_shipped_is_none() -> None:
    assert profile_in_use(_Queries("elsewhere")) is None  # type: ignore[arg-type]
