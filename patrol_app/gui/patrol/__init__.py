"""The patrol editor and the import of tracks and photos, in small parts."""
