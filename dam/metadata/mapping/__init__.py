"""Which properties of a file fill which field, in which order."""
