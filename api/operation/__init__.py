"""Running the service: figures, logs, backups, restoring, erasure."""
