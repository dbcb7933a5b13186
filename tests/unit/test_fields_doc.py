"""docs/fields.md is what the field metadata says."""

from __future__ import annotations

import fields_doc


def test_the_document_is_current() -> None:
    assert fields_doc.main(["--check"]) == 0, "run: python packaging/fields_doc.py"


def test_every_type_has_its_table() -> None:
    text = fields_doc.text()
    for heading in ("## patrol ", "## unit ", "Entries of `drill.steps`"):
        assert heading in text
