"""One driver for each kind of edge: how it is told to forget."""
