"""Events written down, and what is summed up of them in the same transaction."""
