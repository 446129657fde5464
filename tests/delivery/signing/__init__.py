"""Tests of signed URLs."""
