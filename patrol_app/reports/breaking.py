"""Where lines of a paper end: no date, number or word cut in two, no comma at the start of a line.

ReportLab's own rule for Chinese breaks after any letter, also within ``2026年8月3日`` or a record's
number; cells and blocks are therefore broken here before they become paragraphs.
"""

from __future__ import annotations

import re

from reportlab.pdfbase import pdfmetrics

NEVER_FIRST = "，。、；：？！）〕》」』”’％‰"
NEVER_LAST = "（〔《「『“‘"
_TOKEN = re.compile(
    r"\d{4}年|\d{1,2}月\d{1,2}日|\d{1,2}月|\d{1,2}时\d{2}分"
    r"|[0-9.]++(?![\x21-\x7e])(?: ?[年月日次件人株亩岁头只号])?"
    r"|[\x21-\x7e]+|.",
    re.DOTALL,
)
_PIECE = re.compile(r"[^-/,]*[-/,]|[^-/,]+")


def lines(words: str, width: float, font: str, size: float) -> list[str]:
    """``words`` broken to ``width`` points in ``font`` of ``size``; newlines break as well."""
    return [line for part in words.split("\n") for line in _broken(part, width, font, size)]


def _broken(words: str, width: float, font: str, size: float) -> list[str]:
    if pdfmetrics.stringWidth(words, font, size) <= width:
        return [words]
    found: list[str] = []
    line: list[str] = []
    used = 0.0
    for token in _tokens(words, width, font, size):
        wide = pdfmetrics.stringWidth(token, font, size)
        if line and used + wide > width:
            carried = _carried(line, token)
            found.append("".join(line).rstrip())
            line = carried
            used = sum(pdfmetrics.stringWidth(one, font, size) for one in line)
        if line or token != " ":
            line.append(token)
            used += wide
    return [*found, "".join(line).rstrip()]


def _carried(line: list[str], token: str) -> list[str]:
    """Tokens taken off the end of ``line`` because of what the next line begins with."""
    carried: list[str] = []
    while len(line) > 1 and ((carried or [token])[0] in NEVER_FIRST or line[-1] in NEVER_LAST):
        carried.insert(0, line.pop())
    return carried


def _tokens(words: str, width: float, font: str, size: float) -> list[str]:
    """Words, dates and numbers whole where a line holds them, else their parts, else letters."""
    found: list[str] = []
    for token in _TOKEN.findall(words):
        if pdfmetrics.stringWidth(token, font, size) <= width:
            found.append(token)
            continue
        for piece in _PIECE.findall(token):
            fits = pdfmetrics.stringWidth(piece, font, size) <= width
            found += [piece] if fits else list(piece)
    return found
