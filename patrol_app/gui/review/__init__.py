"""Review in the window: the queue, why a record was returned, history, the recycle bin."""
