"""The part of the settings that keeps the folder safe: backups, proofs, restores."""
