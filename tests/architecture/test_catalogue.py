"""Every string a person reads goes through the one catalogue."""

from __future__ import annotations

import ast

import pytest

import i18n as catalogue
from tests.architecture.sources import sources


def test_every_marked_string_is_translated() -> None:
    """zh_CN is complete and its places are those of the English text."""
    assert not catalogue.faults("zh_CN")


def test_the_wording_for_one_thing_belongs_to_a_message() -> None:
    """The English catalogue holds singulars only, with the places of the text they replace."""
    assert not catalogue.stray("en")


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_catalogue_is_compiled(language: str) -> None:
    """The program reads the .mo; without it every text would silently be English."""
    assert catalogue.po_path(language).with_suffix(".mo").exists(), "run: python3 dev.py setup"


def test_marked_strings_are_plain() -> None:
    """``N_`` takes one literal; no f-string goes into ``N_`` or ``_``: they are never found."""
    found = []
    for source in sources("patrol_app"):
        for node in ast.walk(source.tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id not in {"_", "N_"} or not node.args:
                continue
            literal = isinstance(node.args[0], ast.Constant)
            if isinstance(node.args[0], ast.JoinedStr | ast.BinOp) or (
                node.func.id == "N_" and not literal
            ):
                found.append(f"{source.name}:{node.lineno}")
    assert not found
