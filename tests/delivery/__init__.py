"""Tests of everything reached by URL."""
