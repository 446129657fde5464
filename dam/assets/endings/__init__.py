"""Rights and time: who is warned before an end, and what follows when the clock passes one."""
