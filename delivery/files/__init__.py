"""Stable and immutable URLs of files."""
