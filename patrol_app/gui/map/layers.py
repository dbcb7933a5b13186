"""The layers of the map: which there are, in what order, how strong; kept by this machine."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from patrol_app.domain.records import RECORD_TYPES
from patrol_app.i18n import N_

OPAQUE = (100, 75, 50, 25)  # percent offered


@dataclass(frozen=True)
class LayerKind:
    """One layer that can be shown.

    Attributes:
        key: kind of area, ``unvisited``, ``walk``, or a record type.
        label: msgid.
        role: look in the legend.
    """

    key: str
    label: str
    role: str


# lowest first; gaps of coverage lie over the areas and under what was done
KINDS: tuple[LayerKind, ...] = (
    LayerKind("compartment", N_("Sub-compartments"), "plot"),
    LayerKind("zone", N_("Grazing zones"), "ban"),
    LayerKind("grid", N_("Grids"), "grid"),
    LayerKind("unvisited", N_("Not visited"), "unvisited"),
    LayerKind("walk", N_("Tracks"), "walk"),
    LayerKind("drill", N_("Drills"), "drill"),
    *(LayerKind(kind.code, kind.layer, kind.code) for kind in RECORD_TYPES if kind.layer),
    LayerKind("pest", N_("Pest sightings"), "pest"),
    LayerKind("grazing", N_("Grazing violations"), "livestock"),
    LayerKind("finding", N_("Findings"), "finding"),
)
_BY_KEY = {kind.key: kind for kind in KINDS}


@dataclass(frozen=True)
class LayerState:
    """How one layer is shown; ``percent`` 100 is opaque."""

    key: str
    visible: bool = True
    percent: int = 100


class LayerChoice:
    """Order, visibility and strength of all layers, lowest first.

    Args:
        text: as ``text`` gave it; what does not fit is as at the start.
    """

    def __init__(self, text: str = "") -> None:
        self._states = _read(text)

    def states(self) -> Sequence[LayerState]:
        """All layers, lowest first."""
        return tuple(self._states)

    def state(self, key: str) -> LayerState:
        """One layer.

        Raises:
            KeyError: there is no such layer.
        """
        return {state.key: state for state in self._states}[key]

    def show(self, key: str, visible: bool) -> None:
        """Show or hide a layer."""
        self._put(replace(self.state(key), visible=visible))

    def fade(self, key: str, percent: int) -> None:
        """Draw a layer weaker; 1 to 100."""
        self._put(replace(self.state(key), percent=min(100, max(1, percent))))

    def move(self, key: str, up: int) -> None:
        """Move a layer over (1) or under (-1) its neighbour; at the end it stays."""
        at = [state.key for state in self._states].index(key)
        to = at + up
        if 0 <= to < len(self._states):
            self._states[at], self._states[to] = self._states[to], self._states[at]

    def text(self) -> str:
        """For the settings."""
        return json.dumps([[s.key, s.visible, s.percent] for s in self._states])

    def _put(self, state: LayerState) -> None:
        self._states = [state if old.key == state.key else old for old in self._states]


def kind_of(key: str) -> LayerKind:
    """The layer ``key``.

    Raises:
        KeyError: there is none.
    """
    return _BY_KEY[key]


def _read(text: str) -> list[LayerState]:
    start = [LayerState(kind.key) for kind in KINDS]
    try:
        rows = json.loads(text) if text else []
        kept = [LayerState(str(key), visible is True, int(share)) for key, visible, share in rows]
    except (ValueError, TypeError, RecursionError):
        return start
    fits = [state for state in kept if state.key in _BY_KEY and 1 <= state.percent <= 100]
    keys = [state.key for state in fits]
    if len(keys) != len(set(keys)):
        return start
    return [*fits, *(state for state in start if state.key not in keys)]
