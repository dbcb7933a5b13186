"""The table of licences speaks of the packages that are locked."""

from __future__ import annotations

import re
from importlib.metadata import distribution

import notices


def test_every_locked_package_stands_in_the_table() -> None:
    """To renew it: python packaging/notices.py docs."""
    text = notices.TABLE.read_text(encoding="utf-8").partition(notices.MARK)[2]
    told = dict(re.findall(r"^\| `([^`]+)` \| (\S+) \| \S", text, re.MULTILINE))
    assert told == notices.locked()


def test_writing_the_table_again_changes_nothing() -> None:
    assert notices.table() == notices.TABLE.read_text(encoding="utf-8")


def test_texts_of_one_name_are_kept_apart() -> None:
    found = notices.texts(distribution("numpy"))
    assert len(found) > 5
    assert all(path.is_file() and "/" not in name for name, path in found.items())


def test_a_licence_that_metadata_leaves_open_is_known() -> None:
    assert notices.licence(distribution("sqlcipher3")) == "Zlib"


def test_the_interpreter_has_its_licence() -> None:
    found = notices.python_licence()
    if found is not None:  # Debian keeps it elsewhere
        assert "PYTHON SOFTWARE FOUNDATION" in found.read_text(encoding="utf-8")
