"""Originals that need more than Pillow: one file for each kind, each run in a child of its own."""
