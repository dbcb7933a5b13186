"""Where the map looks: centre, metres per pixel, and the way between both planes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

FINEST, COARSEST = 0.05, 2_000.0  # metres per px


@dataclass(frozen=True, slots=True)
class View:
    """A window on the plane.

    Attributes:
        x: metres east at the middle.
        y: metres north at the middle.
        resolution: metres per px.
        width: px.
        height: px.
    """

    x: float = 0.0
    y: float = 0.0
    resolution: float = 5.0
    width: int = 1
    height: int = 1

    def to_pixels(self, metres: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n, 2) metres as (n, 2) px, y down."""
        out = np.empty_like(metres)
        out[:, 0] = (metres[:, 0] - self.x) / self.resolution + self.width / 2
        out[:, 1] = (self.y - metres[:, 1]) / self.resolution + self.height / 2
        return out

    def to_metres(self, px_x: float, px_y: float) -> tuple[float, float]:
        """A pixel as metres east and north."""
        east = self.x + (px_x - self.width / 2) * self.resolution
        return east, self.y - (px_y - self.height / 2) * self.resolution

    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in metres."""
        west, north = self.to_metres(0, 0)
        east, south = self.to_metres(self.width, self.height)
        return west, south, east, north

    def wider(self, factor: float) -> View:
        """The same place in a window that many times as wide and high."""
        return self.sized(round(self.width * factor), round(self.height * factor))

    def moved(self, px_x: float, px_y: float) -> View:
        """The view after the map was pushed by so many px."""
        return replace(self, x=self.x - px_x * self.resolution, y=self.y + px_y * self.resolution)

    def zoomed(self, factor: float, px_x: float, px_y: float) -> View:
        """The view at ``factor`` times the scale, the place under (px_x, px_y) staying put."""
        resolution = min(COARSEST, max(FINEST, self.resolution / factor))
        east, north = self.to_metres(px_x, px_y)
        return replace(
            self,
            resolution=resolution,
            x=east - (px_x - self.width / 2) * resolution,
            y=north + (px_y - self.height / 2) * resolution,
        )

    def fitted(
        self, bounds: tuple[float, float, float, float], left: int, right: int, rest: int
    ) -> View:
        """The view that shows ``bounds``.

        Args:
            bounds: west, south, east, north in metres.
            left: px kept free for the tools.
            right: px kept free for the legend.
            rest: px kept free above and below.
        """
        west, south, east, north = bounds
        wide = max(40.0, self.width - left - right)
        high = max(40.0, self.height - 2 * rest)
        resolution = max((east - west) / wide, (north - south) / high, 0.3)
        return replace(
            self,
            resolution=min(COARSEST, resolution),
            x=(west + east) / 2 + (right - left) / 2 * resolution,
            y=(south + north) / 2,
        )

    def sized(self, width: int, height: int) -> View:
        """The same place in another window size."""
        return replace(self, width=max(1, width), height=max(1, height))
