"""One gettext catalogue for domain, papers, window and command line.

``N_`` marks a message id without translating it; ``_`` translates at the moment of use.
Message ids are short English; ``zh_CN`` is complete (a test holds it). The English catalogue
holds only the wording for one thing where the message id counts several.
"""

from __future__ import annotations

import gettext
import re
from pathlib import Path
from typing import Any

from patrol_app.paths import resource

DOMAIN = "patrol"
LANGUAGES = ("zh_CN", "en")
_active: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"
_PLACE = re.compile(r"\{(\w+)")


class Counted(str):
    """A message that counts; ``format`` takes the wording for one where its first place is 1.

    Args:
        many: the message for other numbers; one: the message for a single thing.
    """

    __slots__ = ("_one",)
    _one: str

    def __new__(cls, many: str, one: str) -> Counted:
        """A string equal to ``many``."""
        made = super().__new__(cls, many)
        made._one = one
        return made

    def format(self, *args: Any, **places: Any) -> str:
        """The filled message."""
        first = _PLACE.search(self)
        single = first is not None and str(places.get(first[1])) == "1"
        return self._one.format(*args, **places) if single else super().format(*args, **places)

    def one(self) -> str:
        """The wording for one, where the number stands apart from the words."""
        return self._one


def N_(msgid: str) -> str:  # noqa: N802 - gettext's own name
    """Mark ``msgid`` for extraction and return it as it is."""
    return msgid


def _(msgid: str) -> str:
    """``msgid`` in the language in use; an empty one stays empty."""
    if not msgid:
        return ""
    found = _active.gettext(msgid)
    return Counted(msgid, found) if _language == "en" and found != msgid else found


def use(language: str, folder: Path | None = None) -> None:
    """Switch the language of the process.

    Args:
        language: ``zh_CN`` or ``en``; another one falls back to the message ids.
        folder: catalogue folder, default ``resources/i18n``.
    """
    global _active, _language
    _language = language if language in LANGUAGES else "en"
    _active = gettext.translation(
        DOMAIN, str(folder or resource("i18n")), languages=[_language], fallback=True
    )


def language() -> str:
    """The language in use: ``zh_CN`` or ``en``."""
    return _language


def translated(msgid: str, language: str) -> str:
    """``msgid`` in another language than the one in use: names of columns in files."""
    found = gettext.translation(DOMAIN, str(resource("i18n")), languages=[language], fallback=True)
    return found.gettext(msgid)
