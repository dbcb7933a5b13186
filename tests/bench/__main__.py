"""``python -m tests.bench [NAME...] [--rounds N] [--scale S]``: it reports and never fails."""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import shutil
import sys
import tempfile
import time
import traceback
from pathlib import Path

from tests.bench.harness import Bench

ROOT = Path(__file__).resolve().parents[2]
CACHE = Path(os.environ.get("PATROL_BENCH_CACHE") or Path.home() / ".cache" / "patrol-bench")
NAMES = ("P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P11", "P13", "P14", "P15",
         "P16", "P17", "P18")  # fmt: skip
ROUNDS = 5


def main(arguments: list[str]) -> int:
    """Run the named workloads, all of them without names.

    Returns:
        0; 2 for wrong usage. A workload that breaks is printed as broken.
    """
    parser = argparse.ArgumentParser(prog="dev.py bench")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the full size")
    chosen = parser.parse_args(arguments)
    names = [name.upper() for name in chosen.names] or list(NAMES)
    if unknown := sorted(set(names) - set(NAMES)):
        parser.print_usage(sys.stderr)
        print(f"no workload {', '.join(unknown)}; there are {', '.join(NAMES)}", file=sys.stderr)
        return 2
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    CACHE.mkdir(parents=True, exist_ok=True)
    print(machine(chosen.rounds, chosen.scale), flush=True)
    for name in names:
        _run(name, chosen.rounds, chosen.scale)
    return 0


def machine(rounds: int, scale: float) -> str:
    """One line on what the figures were taken."""
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    python = f"{platform.python_implementation()} {platform.python_version()}"
    load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    day = time.strftime("%Y-%m-%d")
    return f"{day}: {system}, {python}, {load}; rounds {rounds}, scale {scale:g}"


def _run(name: str, rounds: int, scale: float) -> None:
    workload = importlib.import_module(f"tests.bench.p{int(name[1:]):02d}")
    print(f"\n{name} {workload.TITLE}", flush=True)
    # beside the cache and not in /tmp, which may be memory: saves are to reach a disk
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=CACHE))
    began = time.perf_counter()
    try:
        workload.run(Bench(rounds, scale, folder, CACHE, say=_say))
    except Exception:
        print(f"  {name} BROKE:\n{traceback.format_exc()}", flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"  ({time.perf_counter() - began:.0f} s)", flush=True)


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
