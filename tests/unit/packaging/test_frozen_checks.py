"""The judge of the built program finds what must not be there."""

from __future__ import annotations

from pathlib import Path

import pytest

from devtools import frozen_checks


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small tree with all notices and nothing wrong."""
    notices = tmp_path / "_internal" / "licences"
    (notices / "packages" / "numpy").mkdir(parents=True)
    for name in ("LICENSE", "README.md", "LGPL-3.0.txt", "GPL-3.0.txt"):
        (notices / name).write_text("QtCharts x265\n", encoding="ascii")
    (notices / "packages" / "numpy" / "LICENSE.txt").write_text("text\n", encoding="ascii")
    lay(tmp_path, "_internal/PySide6/Qt/lib/libQt6Core.so.6", b"\x7fELF plain")
    return tmp_path


def lay(tree: Path, name: str, content: bytes = b"") -> None:
    """A file below ``tree``."""
    path = tree / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def test_a_good_tree_passes(tree: Path) -> None:
    assert frozen_checks.judge(tree) == 0


@pytest.mark.parametrize(
    "name",
    [
        "_internal/PySide6/Qt/lib/libQt6Charts.so.6",
        "_internal/PySide6/QtCharts.abi3.so",
        "_internal/PySide6/Qt6Graphs.dll",
        "_internal/PySide6/QtDataVisualization.pyd",
        "_internal/PySide6/Qt6VirtualKeyboard.dll",
        "_internal/PySide6/plugins/platforminputcontexts/qtvirtualkeyboardplugin.dll",
        "_internal/pillow_heif.libs/libx265-1a2b3c.so.215",
        "_internal/libreadline.so.8",
    ],
)
def test_a_file_without_a_fitting_licence_is_found(tree: Path, name: str) -> None:
    lay(tree, name)
    assert [line.split(":")[0] for line in frozen_checks.forbidden(tree)] == [name]
    assert frozen_checks.judge(tree) == 1


@pytest.mark.parametrize(
    "name", ["_internal/a.libs/libheif-1.so", "_internal/libheif.so.1", "b.dll"]
)
def test_an_encoder_linked_in_is_found(tree: Path, name: str) -> None:
    lay(tree, name, b"\x7fELF" + bytes(5000) + b"\0x265_encoder_open_215\0")
    assert frozen_checks.forbidden(tree) == [f"{name}: holds x265, GPL-2.0"]


def test_a_name_in_a_text_is_no_library(tree: Path) -> None:
    lay(tree, "_internal/about.txt", b"x265_encoder_open")
    assert frozen_checks.forbidden(tree) == []


def test_a_tree_too_large_fails(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tree, "_internal/base.bin", bytes(3_000_000))
    assert round(frozen_checks.size_mb(tree)) == 3
    monkeypatch.setattr(frozen_checks, "LIMIT_MB", 2)
    assert frozen_checks.judge(tree) == 1


def test_a_link_weighs_nothing(tree: Path) -> None:
    lay(tree, "big.so", bytes(1_000_000))
    before = frozen_checks.size_mb(tree)
    (tree / "again.so").symlink_to("big.so")
    assert frozen_checks.size_mb(tree) == before


@pytest.mark.parametrize("name", ["LGPL-3.0.txt", "packages/numpy/LICENSE.txt"])
def test_a_missing_notice_fails(tree: Path, name: str) -> None:
    (tree / "_internal" / "licences" / name).unlink()
    assert frozen_checks.missing_notices(tree) == [name.split("/")[0]]
    assert frozen_checks.judge(tree) == 1
