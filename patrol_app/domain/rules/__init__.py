"""Pure rules: ``(record, context) -> remarks``. They gate submit on this device and nothing else."""
