"""Two changes of one field, side by side: what a clerk needs to settle them."""
