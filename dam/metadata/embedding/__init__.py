"""What the house writes into the files that leave it, and the program that does it."""
