"""Texts of papers with places to be filled in: untrusted words, never code (``domain.md`` §11a).

A place is ``{名称}`` with a name of ``PLACES``; anything else in braces is named as unknown and
refused. What is put in is never read again, so that a value cannot bring a place of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

PLACES: Final = (
    "案件编号", "文书号", "机关", "当事人", "身份证号", "住址", "联系电话", "与案件关系",
    "执法人员", "记录人", "见证人", "时间", "地点", "日期", "违法事实", "依据", "内容", "期限",
    "罚款", "裁量理由", "权利告知", "当事人意见", "牲畜", "照片", "发现时间", "区类", "备注",
)  # fmt: skip
WHOLE: Final = "正文"  # heading of what stands before the first block
_PLACE: Final = re.compile(r"\{([^{}\n]{0,40})\}")
_HEAD: Final = re.compile(r"^【([^【】\n]{1,20})】\s*$")


def unknown(body: str) -> tuple[str, ...]:
    """Names in braces that are no places, in order, each once."""
    named = (match.group(1) for match in _PLACE.finditer(body))
    return tuple(dict.fromkeys(name for name in named if name not in PLACES))


def filled(body: str, values: Mapping[str, str]) -> str:
    """``body`` with its places filled in, each read once.

    Args:
        body: text of the template; values: words by name of the place.
    """
    return _PLACE.sub(lambda match: values.get(match.group(1), match.group(0)), body)


def blocks(body: str, values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """(heading, words) of the paper: lines ``【…】`` of the text begin a block.

    A value that looks like a heading stays words: the text is cut before it is filled in.
    """
    found: list[tuple[str, list[str]]] = [(WHOLE, [])]
    for line in body.splitlines():
        head = _HEAD.match(line)
        if head:
            found.append((head.group(1), []))
        else:
            found[-1][1].append(line)
    made = [(head, filled("\n".join(lines).strip(), values)) for head, lines in found]
    return tuple((head, words) for head, words in made if words or head != WHOLE)
