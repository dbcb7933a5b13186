"""The disk answers a sync with an error once: nothing is called saved, and work goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drills.kills import need_strace
from tests.e2e.prepared import opened, station
from tests.e2e.program import Program

pytestmark = pytest.mark.ci


def numbers(place: Program) -> set[str]:
    """Numbers of all findings after a clean check."""
    with opened(place) as app:
        assert app.store.check() == []
    found = place.run("list", "finding", "--drafts").good().items
    return {str(row["number"]) for row in found}


@pytest.mark.parametrize("when", [1, 3])
def test_a_sync_that_fails(tmp_path: Path, when: int) -> None:
    need_strace()
    place = station(tmp_path / "station")
    before = place.add("finding", description="此前")["number"]
    source = place.write({"description": "之后"}, "later.json")
    inject = f"inject=fsync,fdatasync:error=EIO:when={when}"
    prefix = ("strace", "-f", "-qq", "-o", str(tmp_path / "log"), "-e", "trace=fsync,fdatasync",
              "-e", inject)  # fmt: skip
    answer = place.run("add", "finding", "--from", source, prefix=prefix)
    injected = "INJECTED" in (tmp_path / "log").read_text()
    assert injected, "no sync was hit"
    found = numbers(place)
    assert before in found
    if answer.code == 0:
        # the sync that failed came after the commit (the log's clean-up): what was told is there
        assert answer.items[0]["number"] in found
    else:
        assert answer.refused(3)["code"].startswith("disk.")
        log = "".join(path.read_text("utf-8") for path in (place.data / "log").glob("*.log"))
        assert "disk." in log
        assert "之后" not in log
    # the same call works when the disk does
    assert place.run("add", "finding", "--from", source).good().items[0]["number"]
    numbers(place)


def test_inside_one_process_the_connection_is_opened_anew(tmp_path: Path) -> None:
    """A failed sync is never tried again on the same connection (its pages may be lost)."""
    from patrol_app.storage.engine_faults import store_fault

    class Failed(Exception):
        """As the driver raises it."""

        sqlite_errorcode = 10 | (4 << 8)  # SQLITE_IOERR_FSYNC
        sqlite_errorname = "SQLITE_IOERR_FSYNC"

    fault = store_fault(Failed("disk I/O error"), tmp_path)
    assert getattr(fault, "code", "") == "disk.error"
