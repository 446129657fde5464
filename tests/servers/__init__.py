"""Real servers for tests: PostgreSQL and an S3 store, started once per run."""
