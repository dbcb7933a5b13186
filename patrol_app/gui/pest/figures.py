"""Figures of the pest pages in words: areas, ways, rates."""

from __future__ import annotations

from patrol_app.gui.kit import spaced

KM = 1_000


def mu(area_mu_e4: int | None) -> str:
    """An area in 亩 with one decimal, half up; an em dash for none."""
    if area_mu_e4 is None:
        return "—"
    tenths = (area_mu_e4 + 500) // 1_000
    return f"{spaced(tenths // 10)}.{tenths % 10}"


def way(metres: int | None) -> str:
    """A distance: whole metres below a kilometre, else two decimals; an em dash for none."""
    if metres is None:
        return "—"
    return f"{metres} m" if metres < KM else f"{metres / KM:.2f} km"


def share(part: int, whole: int) -> str:
    """A part in percent with one decimal; an em dash of nothing."""
    return f"{part * 100 / whole:.1f} %" if whole else "—"
