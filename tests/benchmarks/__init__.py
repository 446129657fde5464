"""Benchmarks beside peers: every result is a ratio measured in one run."""
