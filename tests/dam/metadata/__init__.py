"""Tests of dam/metadata."""
