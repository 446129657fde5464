"""Tests of the pages that channels show."""
