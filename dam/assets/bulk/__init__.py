"""Editing many assets at once: planned first, shown, then written in short steps, and undone as a whole."""
