"""Problems: board, form with its steps, papers."""
