"""The command line: one front end of two; its words, answers and exit codes are a promise."""
