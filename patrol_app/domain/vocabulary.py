"""Which controlled words there are, by the code that a field names."""

from __future__ import annotations

from collections.abc import Iterable

from patrol_app.domain.term import Term, Vocabulary
from patrol_app.domain.words import START_SETS
from patrol_app.domain.words_problem import PROBLEM_SETS

__all__ = ["VOCABULARIES", "Term", "Vocabulary", "extend", "vocabulary"]

_SETS = (*START_SETS, *PROBLEM_SETS)
VOCABULARIES: dict[str, Vocabulary] = {vocabulary.code: vocabulary for vocabulary in _SETS}


def vocabulary(code: str) -> Vocabulary:
    """The vocabulary ``code``.

    Raises:
        KeyError: there is none; a record class names one that does not exist.
    """
    return VOCABULARIES[code]


def extend(rows: Iterable[tuple[str, str, str, str, bool]]) -> None:
    """Put the words of a data folder over the start sets.

    A word of the start sets keeps its place and may get other labels or be retired; others come
    after them in the order given. Words of vocabularies that this program does not know are
    passed over.

    Args:
        rows: (vocabulary, code, zh, en, retired); none sets the start sets back.
    """
    terms = {one.code: {term.code: term for term in one.terms} for one in _SETS}
    for code, term, zh, en, retired in rows:
        if code in terms:
            terms[code][term] = Term(term, zh or term, en or zh or term, retired)
    VOCABULARIES.update(
        {code: Vocabulary(code, tuple(found.values())) for code, found in terms.items()}
    )
