"""Pure rules, ``(record, context) -> remarks``: they gate submit here and nothing else."""
