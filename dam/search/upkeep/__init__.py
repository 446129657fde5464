"""The index kept in step: what waits for it, how far that is, and building it anew."""
