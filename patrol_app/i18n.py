"""One gettext catalogue for domain, papers, window and command line.

``N_`` marks a message id without translating it; ``_`` translates at the moment of use.
Message ids are short English; ``zh_CN`` is complete (a test holds it).
"""

from __future__ import annotations

import gettext
from pathlib import Path

from patrol_app.paths import resource

DOMAIN = "patrol"
LANGUAGES = ("zh_CN", "en")
_active: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def N_(msgid: str) -> str:  # noqa: N802 - gettext's own name
    """Mark ``msgid`` for extraction and return it as it is."""
    return msgid


def _(msgid: str) -> str:
    """``msgid`` in the language in use; an empty one stays empty."""
    return _active.gettext(msgid) if msgid else ""


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
