"""The log holds ids and counts; nothing that a person said."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from patrol_app import logs


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A log folder in use."""
    logs.configure(tmp_path / "log")
    yield tmp_path / "log"
    logs.close()


def written(folder: Path) -> str:
    """All that lies in the folder."""
    logs.close()
    return "".join(path.read_text("utf-8") for path in folder.iterdir())


@pytest.mark.parametrize(
    "secret",
    ["金丝雀张三", "14010119900101123X", "13800138000", "112.5031234", "-38.9031"],
)
def test_personal_data_is_masked(folder: Path, secret: str) -> None:
    logging.getLogger("patrol_app.x").warning("saved %s of %d", secret, 7)
    text = written(folder)
    assert secret not in text
    assert "saved" in text and "of 7" in text


def test_an_exceptions_words_stay_out(folder: Path) -> None:
    try:
        try:
            raise ValueError("canary-secret")
        except ValueError as error:
            raise RuntimeError("canary-other") from error
    except RuntimeError:
        logging.getLogger("patrol_app.x").exception("failed")
    text = written(folder)
    assert "canary" not in text
    assert "RuntimeError < ValueError" in text and "test_logs.py" in text


def test_five_files_of_a_megabyte(folder: Path) -> None:
    log = logging.getLogger("patrol_app.x")
    for _number in range(4_000):
        log.warning("%s", "y" * 1_900)
    logs.close()
    files = sorted(folder.glob("patrol.log*"))
    assert len(files) == logs.FILES
    assert all(path.stat().st_size <= logs.FILE_BYTES for path in files)


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("a file", encoding="utf-8")
    logs.configure(tmp_path / "log")
    logging.getLogger("patrol_app.x").warning("nowhere")
    assert (tmp_path / "log").read_text("utf-8") == "a file"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_a_full_disk_is_no_fault_of_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / logs.FILE_NAME).symlink_to("/dev/full")
    logs.configure(tmp_path)
    logging.getLogger("patrol_app.x").error("lost")
    logs.close()
    said = capsys.readouterr()
    assert said.out == said.err == ""
