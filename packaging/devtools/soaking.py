"""``dev.py soak``: the tests at full length, and their table for ``docs/soak.md``."""

from __future__ import annotations

import platform
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from devtools.places import BUILD, ROOT, run_python

RESULT = BUILD / "soak.xml"
TABLE = ROOT / "docs" / "soak.md"
HEAD = """# Soak

Written by `python3 dev.py soak`: the tests marked `soak`, at full length, one after another.

| test | result | seconds |
|---|---|---|
"""


def soak(arguments: list[str]) -> int:
    """Run the tests marked ``soak``; a run of all of them writes ``docs/soak.md``."""
    BUILD.mkdir(exist_ok=True)
    RESULT.unlink(missing_ok=True)
    report = ("--junitxml", str(RESULT))
    code = run_python("-m", "pytest", "-q", "--soak", "--timeout", "0", *report, *arguments)
    if not arguments and RESULT.exists():
        TABLE.write_text(table(RESULT), "utf-8")
        print(TABLE)
    return code


def table(result: Path) -> str:
    """The page for a junit file that our own pytest has written."""
    rows = []
    for case in ElementTree.parse(result).iter("testcase"):
        kinds = {child.tag for child in case}
        said = "failed" if kinds & {"failure", "error"} else "passed"
        if "skipped" in kinds:
            said = "skipped"
        name = f"{case.get('classname', '')}::{case.get('name', '')}"
        rows.append(f"| `{name}` | {said} | {float(case.get('time', '0')):.0f} |\n")
    machine = f"{platform.system()} {platform.machine()}, CPython {platform.python_version()}"
    last = f"\n{time.strftime('%Y-%m-%d')}, {machine}.\n"
    return HEAD + "".join(rows) + last
