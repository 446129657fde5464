"""Tests of dam/storage."""
