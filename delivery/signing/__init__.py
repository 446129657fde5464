"""Signed URLs: who holds one may fetch one file until a moment, and nothing else."""
