"""What the built program starts finds the system's libraries."""

from __future__ import annotations

import frozen_start


def test_the_path_from_before_comes_back() -> None:
    found = {"LD_LIBRARY_PATH": "/app/_internal", "LD_LIBRARY_PATH_ORIG": "/opt/lib", "HOME": "/h"}
    frozen_start.restore(found)
    assert found == {
        "LD_LIBRARY_PATH": "/opt/lib",
        "HOME": "/h",
        "PYINSTALLER_RESET_ENVIRONMENT": "1",
    }


def test_without_one_there_is_none() -> None:
    found = {"LD_LIBRARY_PATH": "/app/_internal"}
    frozen_start.restore(found)
    assert found == {"PYINSTALLER_RESET_ENVIRONMENT": "1"}


def test_from_source_nothing_is_touched() -> None:
    """The import of this module has left the environment of the tests alone."""
    import os

    assert frozen_start.AFRESH not in os.environ
