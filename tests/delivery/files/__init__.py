"""Tests of the URLs of files."""
