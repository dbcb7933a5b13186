"""Map panel: QPainter back end of the display list."""

from patrol_app.gui.map.panel import MapPanel
from patrol_app.gui.map.view import View

__all__ = ["MapPanel", "View"]
