"""Rows of the PostgreSQL search index."""
