"""Putting the house together and running it."""
