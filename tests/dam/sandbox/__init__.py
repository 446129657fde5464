"""Tests of dam/sandbox."""
