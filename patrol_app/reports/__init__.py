"""Papers, ledgers and exports: models are plain data, renderers stand apart."""
