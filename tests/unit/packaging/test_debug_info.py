"""Debug information leaves named libraries only, and never the originals."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from devtools import debug_info


@pytest.mark.parametrize(
    ("name", "one"),
    [
        ("libpython3.11.so.1.0", True),
        ("sqlcipher3/_sqlite3.cpython-311-x86_64-linux-gnu.so", True),
        ("numpy.libs/libscipy_openblas64_-32a4b2a6.so", False),
        ("numpy/_core/_multiarray_umath.cpython-311-x86_64-linux-gnu.so", False),
        ("sqlcipher3/_sqlite3.cp311-win_amd64.pyd", False),
    ],
)
def test_only_named_libraries_are_touched(name: str, one: bool) -> None:
    assert debug_info.carries(name) is one


def test_the_copy_is_smaller_and_the_original_stays(tmp_path: Path) -> None:
    if not shutil.which("strip") or not sys.platform.startswith("linux"):
        pytest.skip("no strip here")
    import zstandard.backend_c  # type: ignore[import-not-found]

    source = Path(str(zstandard.backend_c.__file__))
    before = source.read_bytes()
    made = Path(debug_info.without(f"zstandard/{source.name}", str(source), tmp_path))
    assert made == tmp_path / "zstandard" / source.name
    assert made.stat().st_size < len(before)
    assert source.read_bytes() == before


def test_what_cannot_be_stripped_is_taken_as_it_is(tmp_path: Path) -> None:
    source = tmp_path / "libpython3.11.so.1.0"
    source.write_bytes(b"no library")
    assert debug_info.without(source.name, str(source), tmp_path / "out") == str(source)


def test_without_the_tool_nothing_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert (
        debug_info.without("libpython3.11.so", "/x/libpython3.11.so", tmp_path)
        == "/x/libpython3.11.so"
    )
