"""Heavy work in processes of its own, spoken to by frames."""
