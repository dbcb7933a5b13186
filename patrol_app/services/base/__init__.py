"""Base data: what files of it hold, how they are read in and written out."""
