"""Searches that people keep: to run again, as a collection that fills itself, and to be told of what is new."""
