"""Work in other processes: untrusted files and heavy Python, bounded, cancellable, restartable."""
