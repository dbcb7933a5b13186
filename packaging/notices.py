"""Licences of everything the program ships: a table for readers, the texts for the build.

python packaging/notices.py docs    write docs/licences/README.md from the locked packages
python packaging/notices.py build   gather table and texts in build/licences for the frozen program
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "packaging" / "requirements" / "base.txt"
DOCS = ROOT / "docs" / "licences"
TABLE = DOCS / "README.md"
BUILT = ROOT / "build" / "licences"
PYTHON = "LICENSE.txt"
MARK = "<!-- written by packaging/notices.py below this line -->\n"
LOCKED = re.compile(r"^([a-z0-9._-]+)==(\S+)", re.MULTILINE)
TEXTS = re.compile(r"licen[cs]e|copying|notice|authors", re.IGNORECASE)
# What the packages' own metadata leaves open, read in the texts they bring.
KNOWN = {
    "markdown-it-py": "MIT",
    "mdurl": "MIT",
    "pyrage": "MIT",
    "reportlab": "BSD-3-Clause",
    "sqlcipher3": "Zlib",
    "colorama": "BSD-3-Clause",
    "pi-heif": "BSD-3-Clause AND LGPL-3.0-or-later",
    "pyogrio": "MIT",
}


def locked() -> dict[str, str]:
    """Name -> version of every package in the lock of the program."""
    return dict(LOCKED.findall(LOCK.read_text(encoding="utf-8")))


def licence(package: Distribution) -> str:
    """The licence of an installed package as an SPDX expression.

    Raises:
        ValueError: neither the metadata nor ``KNOWN`` tells.
    """
    told = package.metadata.json
    name = str(told["name"]).lower().replace("_", "-")
    said = KNOWN.get(name) or str(told.get("license_expression") or told.get("license") or "")
    if not said or len(said) > 120:
        raise ValueError(f"{name}: licence unknown, look into its text and add it to KNOWN")
    return said.strip()


def texts(package: Distribution) -> dict[str, Path]:
    """The licence files in a package's metadata: name to keep it by -> where it lies.

    A package such as numpy has many of one name, told apart by the folder they lie in.
    """
    found = {}
    for entry in package.files or []:
        path = Path(str(entry.locate()))
        if ".dist-info" in str(entry) and TEXTS.search(entry.name) and path.is_file():
            inside = str(entry).replace("\\", "/").partition(".dist-info/")[2]
            found[inside.removeprefix("licenses/").replace("/", "-")] = path
    return found


def python_licence() -> Path | None:
    """The interpreter's licence: beside its library or, on Windows, beside the interpreter."""
    places = (Path(os.__file__).parent, Path(sys.base_prefix))
    return next((place / PYTHON for place in places if (place / PYTHON).is_file()), None)


def rows() -> list[str]:
    """One line of the table for each locked package, those of other systems included."""
    out = ["| package | version | licence |", "|---|---|---|"]
    for name, version in sorted(locked().items()):
        try:
            said = licence(distribution(name))
        except PackageNotFoundError:
            said = KNOWN[name]
        out.append(f"| `{name}` | {version} | {said} |")
    return out


def table() -> str:
    """docs/licences/README.md: its hand-written head, then the packages."""
    head = TABLE.read_text(encoding="utf-8").partition(MARK)[0]
    return head + MARK + "\n" + "\n".join(rows()) + "\n"


def gather() -> None:
    """Put the table and every text into ``build/licences``."""
    shutil.rmtree(BUILT, ignore_errors=True)
    shutil.copytree(DOCS, BUILT)
    shutil.copy(ROOT / "LICENSE", BUILT / "LICENSE")
    fonts = ROOT / "resources" / "fonts" / "OFL.txt"
    shutil.copy(fonts, BUILT / "Noto-Sans-SC-OFL.txt")
    python = python_licence()
    if python is not None:
        shutil.copy(python, BUILT / "Python.txt")
    for name in locked():
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue  # of another system
        for kept, path in texts(package).items():
            target = BUILT / "packages" / name / kept
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)


def main(arguments: list[str]) -> int:
    """Do what the first argument names; 2 when it names nothing."""
    if arguments == ["docs"]:
        TABLE.write_text(table(), encoding="utf-8", newline="\n")
    elif arguments == ["build"]:
        gather()
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
