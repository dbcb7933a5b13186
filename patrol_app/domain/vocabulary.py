"""Which controlled words there are, by the code that a field names."""

from __future__ import annotations

from patrol_app.domain.term import Term, Vocabulary
from patrol_app.domain.words import START_SETS

__all__ = ["VOCABULARIES", "Term", "Vocabulary", "vocabulary"]

VOCABULARIES: dict[str, Vocabulary] = {vocabulary.code: vocabulary for vocabulary in START_SETS}


def vocabulary(code: str) -> Vocabulary:
    """The vocabulary ``code``.

    Raises:
        KeyError: there is none; a record class names one that does not exist.
    """
    return VOCABULARIES[code]
