"""Keep the gettext catalogue: add pairs, extract, check, compile.

python packaging/i18n.py set < pairs.json     add or change zh_CN translations
python packaging/i18n.py one < pairs.json     add or change the English wording for one thing
python packaging/i18n.py check                every marked string is translated
python packaging/i18n.py compile              .po -> .mo for every language
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from filelock import FileLock

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "i18n"
KEYWORDS = {"_": None, "N_": None}
PLACE = re.compile(r"\{(\w*)[^}]*\}")


def po_path(language: str) -> Path:
    """The catalogue file of ``language``."""
    return FOLDER / language / "LC_MESSAGES" / "patrol.po"


def load(language: str) -> Catalog:
    """The catalogue of ``language``; an empty one where there is no file yet."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, domain="patrol", project="patrol", fuzzy=False)
    with path.open("rb") as stream:
        return read_po(stream, locale=language, domain="patrol")


def replace(path: Path, write: Callable[[IO[bytes]], None]) -> None:
    """Let ``write`` fill ``path`` aside and put it in place whole: others read meanwhile."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as stream:
        write(stream)
    part.replace(path)


def store(catalog: Catalog, language: str) -> None:
    """Write ``catalog`` as .po (sorted, without places) and as .mo."""
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    replace(
        path,
        lambda stream: write_po(
            stream, catalog, sort_output=True, no_location=True, omit_header=False, width=0
        ),
    )
    compile_one(catalog, language)


def compile_one(catalog: Catalog, language: str) -> None:
    """Write the .mo of ``language``."""
    replace(po_path(language).with_suffix(".mo"), lambda stream: write_mo(stream, catalog))


def marked() -> set[str]:
    """Every msgid marked with ``_`` or ``N_`` in the program."""
    found: set[str] = set()
    rows = extract_from_dir(str(ROOT / "patrol_app"), [("**.py", "python")], keywords=KEYWORDS)
    for row in rows:
        message = row[2]
        found.add(message if isinstance(message, str) else message[0])
    return found


def same_places(msgid: str, text: str) -> bool:
    """Whether the translation names the same ``{places}`` as the msgid."""
    return set(PLACE.findall(msgid)) == set(PLACE.findall(text))


def set_pairs(pairs: dict[str, str], language: str = "zh_CN") -> None:
    """Add or change the translations ``pairs`` (msgid -> text) under a lock.

    Raises:
        ValueError: a text lacks a place of its msgid or names another; nothing is written.
    """
    wrong = [msgid for msgid, text in pairs.items() if not same_places(msgid, text)]
    if wrong:
        raise ValueError(f"places differ: {wrong}")
    with FileLock(str(FOLDER / ".lock")):
        catalog = load(language)
        for msgid, text in pairs.items():
            if msgid in catalog:
                catalog[msgid].string = text
            else:
                catalog.add(msgid, text)
        store(catalog, language)


def faults(language: str = "zh_CN") -> list[str]:
    """Marked strings without a translation, and translations whose places differ."""
    catalog = load(language)
    out = []
    for msgid in sorted(marked()):
        entry = catalog.get(msgid)
        if entry is None or not entry.string:
            out.append(f"not translated: {msgid!r}")
        elif not same_places(msgid, str(entry.string)):
            out.append(f"places differ: {msgid!r} -> {entry.string!r}")
    return out


def stray(language: str = "en") -> list[str]:
    """Wordings for one thing whose message id the program has not, or whose places differ."""
    known = marked()
    out = []
    for entry in load(language):
        if entry.id and entry.id not in known:
            out.append(f"no such message: {entry.id!r}")
        elif entry.id and not same_places(str(entry.id), str(entry.string)):
            out.append(f"places differ: {entry.id!r} -> {entry.string!r}")
    return out


def compile_all() -> None:
    """Write the .mo beside every .po."""
    with FileLock(str(FOLDER / ".lock")):
        for path in FOLDER.glob("*/LC_MESSAGES/patrol.po"):
            compile_one(load(path.parent.parent.name), path.parent.parent.name)


def main(arguments: list[str]) -> int:
    """Run one command; the exit code is 1 when a check fails."""
    command = arguments[0] if arguments else "check"
    if command in ("set", "one"):
        try:
            set_pairs(json.load(sys.stdin), "zh_CN" if command == "set" else "en")
        except ValueError as error:
            print(f"nothing written: {error}", file=sys.stderr)
            return 1
    elif command == "compile":
        compile_all()
    elif command == "check":
        found = faults() + stray()
        print("\n".join(found) or "catalogue complete")
        return 1 if found else 0
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
