"""What the built program may weigh and must not hold: size and licences of the frozen tree."""

from __future__ import annotations

import mmap
from pathlib import Path
from typing import Final

LIMIT_MB: Final = 430

# Part of a file's name -> why it must not be there. Qt's modules without the LGPL, encoders and
# console libraries under the GPL.
FORBIDDEN_NAMES: Final[dict[str, str]] = {
    "x265": "GPL-2.0",
    "x264": "GPL-2.0",
    "libreadline": "GPL-3.0",
    "libgdbm": "GPL-3.0",
    "libmysqlclient": "GPL-2.0",
    "qtvirtualkeyboard": "GPL-3.0",
    **dict.fromkeys(
        [
            f"qt{version}{module}"
            for version in ("", "6")
            for module in (
                *("charts", "graphs", "datavisualization", "virtualkeyboard", "networkauth"),
                *("httpserver", "quick3d", "quicktimeline", "lottie", "shadertools"),
                *("waylandcompositor", "coap", "mqtt", "opcua"),
            )
        ],
        "GPL-3.0",
    ),
}
# Part of a library's content -> what was linked into it.
FORBIDDEN_SYMBOLS: Final[dict[bytes, str]] = {
    b"x265_encoder_open": "x265, GPL-2.0",
    b"x264_encoder_open": "x264, GPL-2.0",
    b"rl_readline_version": "readline, GPL-3.0",
}
LIBRARY_SUFFIXES: Final = (".so", ".dll", ".pyd", ".dylib", ".exe")


def size_mb(tree: Path) -> float:
    """Size of all files below ``tree`` in MB of 10^6 bytes; a link counts nothing."""
    return (
        sum(p.stat().st_size for p in tree.rglob("*") if p.is_file() and not p.is_symlink()) / 1e6
    )


def is_library(path: Path) -> bool:
    """Whether the file holds machine code, by its name: also ``libz.so.1``."""
    return path.suffix.lower() in LIBRARY_SUFFIXES or ".so." in path.name


def linked_in(path: Path) -> list[str]:
    """What a library must not contain and does, by the names it defines or calls."""
    if not path.stat().st_size:
        return []
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return [why for symbol, why in FORBIDDEN_SYMBOLS.items() if data.find(symbol) >= 0]


def forbidden(tree: Path) -> list[str]:
    """Every file of ``tree`` that its licence keeps out, with the reason."""
    found = []
    for path in sorted(tree.rglob("*")):
        if path.is_symlink() or not path.is_file() or "licences" in path.parts:
            continue
        name = path.name.lower().removeprefix("lib")
        place = path.relative_to(tree).as_posix()
        for part, why in FORBIDDEN_NAMES.items():
            if part.removeprefix("lib") in name:
                found.append(f"{place}: {why}")
                break
        else:
            if is_library(path):
                found += [f"{place}: holds {why}" for why in linked_in(path)]
    return found


def missing_notices(tree: Path) -> list[str]:
    """What the tree lacks of the texts that licences ask for.

    Args:
        tree: the folder of the executable.
    """
    folder = tree / "_internal" / "licences"
    needed = ("LICENSE", "README.md", "LGPL-3.0.txt", "GPL-3.0.txt")
    out = [name for name in needed if not (folder / name).is_file()]
    packages = [path for path in folder.glob("packages/*") if path.is_dir() and any(path.iterdir())]
    return out if packages else [*out, "packages"]


def judge(tree: Path) -> int:
    """Print size and findings; 1 when the tree is too large or holds what it must not."""
    size = size_mb(tree)
    print(f"size: {size:.0f} MB (at most {LIMIT_MB} MB)")
    found = forbidden(tree)
    for line in found:
        print(f"licence: {line}")
    lacking = missing_notices(tree)
    for name in lacking:
        print(f"licences lack {name}")
    good = size <= LIMIT_MB and not found and not lacking
    print(f"frozen tree: {'ok' if good else 'FAILED'}")
    return 0 if good else 1


if __name__ == "__main__":
    import sys

    sys.exit(judge(Path(sys.argv[1])))
