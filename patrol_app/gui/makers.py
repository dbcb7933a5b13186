"""How each page is made; its module is imported when it is first shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from patrol_app.domain.records import of_group
from patrol_app.gui.context import Context
from patrol_app.gui.kit import Page
from patrol_app.i18n import _


def factories(ctx: Context) -> dict[str, Callable[[], Page]]:
    """The maker of each page by the key of its rail entry."""
    makers: dict[str, Callable[[Context], Page]] = {
        "today": _today,
        "patrol": _patrols,
        "pest": _pests,
        "grazing": _grazing,
        "crew": _crew,
        "problem": _problems,
        "forest": lambda ctx: _records(ctx, _("Forest"), *of_group("forest")),
        "map": _map,
        "papers": _papers,
        "exchange": _exchange,
        "base": _base_data,
        "settings": _settings,
    }
    return {key: partial(make, ctx) for key, make in makers.items()}


def _today(ctx: Context) -> Page:
    from patrol_app.gui.pages.today import TodayPage

    return TodayPage(ctx)


def _patrols(ctx: Context) -> Page:
    from patrol_app.gui.pages.patrols import PatrolsPage

    return PatrolsPage(ctx)


def _pests(ctx: Context) -> Page:
    from patrol_app.gui.pages.pests import PestsPage

    return PestsPage(ctx)


def _grazing(ctx: Context) -> Page:
    kinds = ("grazing", "case_step", "party", "doc_block", "case_template")
    return _records(ctx, _("Grazing"), *kinds)


def _records(ctx: Context, title: str, *types: str) -> Page:
    from patrol_app.gui.pages.records import RecordsPage

    return RecordsPage(ctx, title, types)


def _crew(ctx: Context) -> Page:
    from patrol_app.gui.pages.crew import CrewPage

    return CrewPage(ctx)


def _problems(ctx: Context) -> Page:
    from patrol_app.gui.pages.problems import ProblemsPage

    return ProblemsPage(ctx)


def _map(ctx: Context) -> Page:
    from patrol_app.gui.pages.map import MapPage

    return MapPage(ctx)


def _papers(ctx: Context) -> Page:
    from patrol_app.gui.pages.papers import PapersPage

    return PapersPage(ctx)


def _exchange(ctx: Context) -> Page:
    from patrol_app.gui.pages.exchange import ExchangePage

    return ExchangePage(ctx)


def _base_data(ctx: Context) -> Page:
    from patrol_app.gui.pages.base_data import BaseDataPage

    return BaseDataPage(ctx)


def _settings(ctx: Context) -> Page:
    from patrol_app.gui.pages.settings import SettingsPage

    return SettingsPage(ctx)
