"""The commands of `vitrine`, one file for each group that people look for together."""
