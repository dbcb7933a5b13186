"""Branch coverage of the floors where a missed case costs most."""

from __future__ import annotations

import json
from pathlib import Path

LIMIT = 90.0
FLOORS = ("domain", "geo", "sync")


def shares(report: Path) -> dict[str, float]:
    """Floor -> per cent of its lines and branches that the tests ran.

    Args:
        report: what coverage wrote as JSON.
    """
    files = json.loads(report.read_text(encoding="utf-8"))["files"]
    out = {}
    for floor in FLOORS:
        ran = total = 0
        for name, entry in files.items():
            if name.replace("\\", "/").startswith(f"patrol_app/{floor}/"):
                summary = entry["summary"]
                ran += summary["covered_lines"] + summary["covered_branches"]
                total += summary["num_statements"] + summary["num_branches"]
        out[floor] = 100 * ran / total if total else 0.0
    return out


def verdict(report: Path) -> int:
    """Print each floor's coverage; 1 when one is below the limit or nothing was measured."""
    if not report.exists():
        print("coverage: nothing was measured")
        return 1
    found = shares(report)
    for floor, share in found.items():
        print(f"coverage {floor}: {share:.1f} % (at least {LIMIT:.0f} %)")
    return 1 if min(found.values()) < LIMIT else 0
