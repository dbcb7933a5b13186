"""Theme: tokens, palette, style sheet, fonts, icons."""

from patrol_app.gui.theme.theme import Theme, apply, current
from patrol_app.gui.theme.tokens import Badge, Tokens, Tone, contrast, load

__all__ = ["Badge", "Theme", "Tokens", "Tone", "apply", "contrast", "current", "load"]
