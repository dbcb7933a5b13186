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


# English words whose Chinese says more than they do: another area means another thing by them and
# takes a message of its own.
MEANT: dict[str, tuple[str, tuple[str, ...]]] = {
    "Back": ("上一步", ("gui/kit/wizard",)),  # elsewhere: Go back
    "Leave it": ("留下", ("gui/pages/today_handover",)),  # a note; what is not taken in: Not now
    "Set out": ("出发时间", ("domain/records/patrol", "gui/patrol", "gui/batch")),
    "Returned": ("返回时间", ("domain/records/patrol", "gui/patrol", "gui/batch")),
    "Length": ("里程", ("gui/patrol", "gui/review")),
    "Sound": ("完好数", ("domain/records/crew", "domain/records/drill", "gui/drill")),
    "Taken out": ("出动数", ("domain/records/drill", "gui/drill")),
    "Part": ("分段", ("domain/records/drill", "gui/patrol")),
    "Year": ("年度", ("domain/records", "gui/base", "gui/papers", "gui/pest")),
}


def test_a_word_of_two_meanings_is_used_for_one() -> None:
    """Whoever needs it elsewhere, or changes its Chinese, reads what it says there first."""
    chinese = {entry.id: entry.string for entry in catalogue.load("zh_CN") if entry.id in MEANT}
    assert chinese == {word: meant for word, (meant, _places) in MEANT.items()}
    used = {
        (node.args[0].value, source.name.removeprefix("patrol_app/"))
        for source in sources("patrol_app")
        if any(f"({quote}{word}{quote})" in source.text for word in MEANT for quote in "'\"")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"_", "N_"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and node.args[0].value in MEANT
    }
    assert {word for word, _name in used} == set(MEANT)
    assert not {(word, name) for word, name in used if not name.startswith(MEANT[word][1])}
