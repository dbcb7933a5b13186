"""Windows over the window: the palette and other short dialogs."""
