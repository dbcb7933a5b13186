"""The script of the Windows set-up compiles and says what it must."""

from __future__ import annotations

from pathlib import Path

import pytest

from devtools import building, freezing, installer
from devtools.places import SetupError


def script() -> str:
    """The script's text."""
    return installer.SCRIPT.read_text(encoding="utf-8")


def test_the_script_compiles_with_a_dummy_payload() -> None:
    if installer.compiler() is None:
        pytest.skip("no makensis here")
    building.try_script()


def test_a_wrong_script_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if installer.compiler() is None:
        pytest.skip("no makensis here")
    bad = tmp_path / "bad.nsi"
    bad.write_text(script() + "\nNoSuchInstruction 1\n", encoding="utf-8")
    monkeypatch.setattr(installer, "SCRIPT", bad)
    with pytest.raises(SetupError, match="NoSuchInstruction"):
        building.try_script()


def test_without_the_compiler_the_command_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installer, "compiler", lambda: None)
    with pytest.raises(SetupError, match="apt-get install -y nsis"):
        installer.compile_setup(tmp_path, tmp_path / "x.exe")


def test_chinese_first_and_unicode() -> None:
    text = script()
    assert "Unicode true" in text
    assert text.index('MUI_LANGUAGE "SimpChinese"') < text.index('MUI_LANGUAGE "English"')


def test_the_data_folder_is_shared_by_number_of_group_and_stays() -> None:
    """Users change, administrators and the system may do all, nobody else anything."""
    text = script()
    (line,) = [row for row in text.splitlines() if "icacls" in row]
    assert '"$APPDATA\\Patrol" /inheritance:r' in line
    granted = line.partition("/grant:r ")[2].partition(" /Q")[0].split()
    assert granted == [
        "*S-1-5-18:(OI)(CI)F",
        "*S-1-5-32-544:(OI)(CI)F",
        "*S-1-5-32-545:(OI)(CI)M",
    ]
    assert 'RMDir /r "$APPDATA' not in text


def test_it_starts_the_window_without_a_console() -> None:
    assert f"$INSTDIR\\{freezing.WINDOW_NAME}.exe" in script()
