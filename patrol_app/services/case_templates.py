"""Texts of papers that the legal office gave: which one is in use, and reading one from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from patrol_app.domain.records.case import CaseTemplate
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.limits import KIB, TEMPLATE_BYTES
from patrol_app.services.ports import Condition, Listing, Queries

TEMPLATE: Final = "case_template"
_CODES: Final = ("utf-8-sig", "gb18030")


def template_of(queries: Queries, step: str, day: str) -> CaseTemplate | None:
    """The text in use for the paper of ``step`` on ``day``: the one enabled last.

    Args:
        queries: of the open store.
        step: word of ``case_step``; day: Beijing day, ``YYYY-MM-DD``.
    """
    same = (Condition("step", "=", step),)
    rows = queries.page(Listing(TEMPLATE, same, ("submitted", "changed"), limit=500)).rows
    fit = [
        row.record
        for row in rows
        if isinstance(row.record, CaseTemplate)
        and row.record.enabled
        and (row.record.valid_from or "") <= day
    ]
    return max(
        fit,
        key=lambda one: (one.valid_from or "", one.approved_on or "", one.code or ""),
        default=None,
    )


def enabled_steps(queries: Queries, day: str) -> frozenset[str]:
    """The steps whose papers have a text in use on ``day``."""
    rows = queries.page(Listing(TEMPLATE, (), ("submitted", "changed"), limit=500)).rows
    return frozenset(
        row.record.step
        for row in rows
        if isinstance(row.record, CaseTemplate)
        and row.record.enabled
        and (row.record.valid_from or "") <= day
    )


def read_text(path: Path) -> str:
    """The words of a plain text file, UTF-8 or GB18030; nothing in it is ever run.

    Raises:
        UserError: ``template.file``: it cannot be read; ``template.size``; ``template.text``: it
            is no plain text.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(TEMPLATE_BYTES + 1)
    except OSError:
        raise UserError(
            "template.file", N_("The file {name} cannot be read"), name=path.name
        ) from None
    if len(data) > TEMPLATE_BYTES:
        raise UserError(
            "template.size", N_("The text is longer than {n} KB"), n=TEMPLATE_BYTES // KIB
        )
    for code in _CODES:
        try:
            words = data.decode(code)
        except UnicodeDecodeError:
            continue
        if all(sign in "\n\r\t" or sign.isprintable() or sign == "\u3000" for sign in words):
            return words.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    raise UserError("template.text", N_("{name} is no plain text file (UTF-8 or GB18030)"),
                    name=path.name)  # fmt: skip
