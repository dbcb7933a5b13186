"""A controlled word and a list of them; extended by datasets, retired but never deleted.

Where the domain reference gives a code (patrol types, problem categories) it is the code;
where it gives only the Chinese term, the term itself is the code, so that a printed op reads
without a table. Labels are data, not catalogue entries.
"""

from __future__ import annotations

from dataclasses import dataclass

from patrol_app.i18n import language


@dataclass(frozen=True)
class Term:
    """One word of a vocabulary.

    Attributes:
        code: what records hold.
        zh: Chinese label.
        en: English label.
        retired: no longer offered; old records keep showing it.
    """

    code: str
    zh: str
    en: str
    retired: bool = False

    def label(self) -> str:
        """The label in the language in use."""
        return self.zh if language() == "zh_CN" else self.en


@dataclass(frozen=True)
class Vocabulary:
    """A named list of terms in the order people expect."""

    code: str
    terms: tuple[Term, ...]

    def find(self, text: str) -> Term | None:
        """The term whose code or Chinese or English label is ``text``, or None."""
        for term in self.terms:
            if text in (term.code, term.zh, term.en):
                return term
        return None

    def label(self, code: str) -> str:
        """The label of ``code``; an unknown code is shown as it is, never hidden."""
        term = self.find(code)
        return term.label() if term else code


def coded(code: str, *rows: tuple[str, str, str]) -> Vocabulary:
    """The vocabulary ``code`` of (code, Chinese, English) rows."""
    return Vocabulary(code, tuple(Term(*row) for row in rows))


def plain(code: str, *rows: tuple[str, str]) -> Vocabulary:
    """The vocabulary ``code`` of (Chinese, English) rows; the Chinese word is the code."""
    return Vocabulary(code, tuple(Term(zh, zh, en) for zh, en in rows))
