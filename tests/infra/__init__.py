"""Tests of putting the house together and running it."""
