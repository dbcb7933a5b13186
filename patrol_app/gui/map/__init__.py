"""The map: a display list on the screen."""

from patrol_app.gui.map.panel import MapPanel
from patrol_app.gui.map.view import View

__all__ = ["MapPanel", "View"]
