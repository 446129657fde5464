"""Two or more assets behind one URL, and an honest answer to which of them people act on."""
