"""What is said when bytes do not come."""

GONE = "The file cannot be read from the store at the moment; try again."
BROKEN = "The store gave this file damaged or not at all; try again."
SLOW = "The store is too slow at the moment; try again."
