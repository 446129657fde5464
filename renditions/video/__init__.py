"""Film: arguments computed by pure functions, run through one gate."""
