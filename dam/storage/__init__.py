"""Where bytes live: one port, a folder, S3 or memory behind it."""
