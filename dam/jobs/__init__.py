"""Durable work: one small port over the job engine."""
