"""Writes docs/fields.md from the field metadata: ``python packaging/fields_doc.py [--check]``."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from pydantic import BaseModel  # noqa: E402 - the project's root is put on the path first

from patrol_app import i18n  # noqa: E402
from patrol_app.domain.fields import FieldSpec  # noqa: E402
from patrol_app.domain.records import RECORD_TYPES  # noqa: E402
from patrol_app.domain.registry import RecordType  # noqa: E402
from patrol_app.domain.vocabulary import VOCABULARIES, vocabulary  # noqa: E402
from patrol_app.services.json_schema import written  # noqa: E402

TARGET = ROOT / "docs" / "fields.md"
HEAD = """# Fields of FILE.json

Made by `packaging/fields_doc.py` from the field metadata; do not edit. `patrol-app schema TYPE`
prints the same as JSON Schema.

Times are ISO 8601 with offset (without one: +08:00; a date alone is refused). Decimals are
strings or JSON numbers and are kept exactly. References take a number, a unit's code, a grid's
number, a unique name or an id. Words of a vocabulary are given by code or Chinese label.
A position is `{"lon": "112.5", "lat": "38.9", "datum": "wgs84", "source": "hand"}`; without a
datum it is `unknown`. `null` empties a field. In lists of objects `key` may be left out.
"""


def text() -> str:
    """The whole document, in Chinese labels beside the names."""
    before = i18n.language()
    i18n.use("zh_CN")
    try:
        parts = [HEAD]
        parts += [_type(kind) for kind in RECORD_TYPES]
        parts.append("## Vocabularies\n\n| name | words: code (label) |\n|---|---|")
        for code in sorted(VOCABULARIES):
            words = ", ".join(
                term.code if term.code == term.zh else f"{term.code} ({term.zh})"
                for term in vocabulary(code).terms
            )
            parts.append(f"| `{code}` | {words} |")
    finally:
        i18n.use(before)
    return "\n".join(parts) + "\n"


def _type(kind: RecordType) -> str:
    rows = [f"## {kind.code} {i18n._(kind.label)}\n"]
    facts = [f"Numbers begin with `{kind.letter}`."] if kind.letter else []
    facts += ["Reviewed."] if kind.reviewed else []
    if facts:
        rows.append(" ".join(facts) + "\n")
    rows.append(_table(kind.cls))
    for spec in written(kind.cls):
        if spec.item is not None and written(spec.item):
            rows.append(f"\nEntries of `{kind.code}.{spec.external}`:\n\n{_table(spec.item)}")
    return "\n".join(rows) + "\n"


def _table(cls: type[BaseModel]) -> str:
    rows = ["| name | label | value | to submit |", "|---|---|---|---|"]
    for spec in written(cls):
        needed = "yes" if spec.ui.required else ""
        rows.append(f"| `{spec.external}` | {i18n._(spec.ui.label)} | {_value(spec)} | {needed} |")
    return "\n".join(rows)


def _value(spec: FieldSpec) -> str:
    ui = spec.ui
    unit = f", {i18n._(ui.unit)}" if ui.unit else ""
    words = {
        "text": "text",
        "longtext": "long text",
        "int": f"whole number{unit}",
        "decimal": f"decimal, {ui.scale} places{unit}",
        "bool": "true or false",
        "instant": "time",
        "date": "date YYYY-MM-DD",
        "vocab": f"word of `{ui.vocabulary}`",
        "vocabs": f"list of words of `{ui.vocabulary}`",
        "ref": f"{ui.ref}",
        "refs": f"list of {ui.ref}",
        "position": "position",
        "items": "list of objects",
        "hidden": "number of a record",
    }
    return words[ui.kind]


def main(arguments: list[str]) -> int:
    """Write the file, or with ``--check`` only compare; 1 when it is old."""
    if "--check" in arguments:
        return 0 if TARGET.is_file() and TARGET.read_text("utf-8") == text() else 1
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(text(), encoding="utf-8")
    print(TARGET.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
