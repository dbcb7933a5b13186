"""A ledger as plain data: columns, rows with the records behind them, totals, signers, notes."""

from __future__ import annotations

from dataclasses import dataclass, field

from patrol_app.domain.indicators import DASH


@dataclass(frozen=True)
class Head:
    """One column: its title, its share of the width, and whether figures stand at the right."""

    title: str
    width: int = 10
    figure: bool = False


@dataclass(frozen=True)
class Row:
    """Texts by column and the numbers of the records they come from."""

    cells: tuple[str, ...]
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ledger:
    """The whole paper.

    Attributes:
        code: its number in the list of papers, such as ``9.4a``.
        period_label: what stands before ``period``.
        total: last row, printed bold; empty for none.
        internal: pest papers carry 内部工作资料，未经批准不得公布.
        seal: a circle is kept free for the unit's seal.
    """

    code: str
    title: str
    unit_name: str
    unit_code: str
    period: str
    as_of: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    total: tuple[str, ...] = ()
    signers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    sample: bool = False
    internal: bool = True
    seal: bool = True
    period_label: str = "报告期"
    facts: tuple[tuple[str, str], ...] = field(default=())


def mu_text(area_mu_e4: int | None, places: int = 1) -> str:
    """An area as printed: 亩 with one decimal, half up; — for none, ``0`` for nothing."""
    if area_mu_e4 is None:
        return DASH
    if area_mu_e4 == 0:
        return "0"
    step = 10 ** (4 - places)
    value = (area_mu_e4 + step // 2) // step
    return f"{value // 10**places}.{value % 10**places:0{places}d}"


def number_text(value: int | None) -> str:
    """A count as printed; — where nothing was entered."""
    return DASH if value is None else str(value)


def scaled_text(value: int | None, places: int) -> str:
    """An integer of 1/10^places with its decimals; — where nothing was entered."""
    if value is None:
        return DASH
    return f"{value // 10**places}.{value % 10**places:0{places}d}"


def words(text: str | None) -> str:
    """A text as printed; — where nothing was entered."""
    return text.strip() if text and text.strip() else DASH
