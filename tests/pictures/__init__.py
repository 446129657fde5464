"""What pictures must look like: likeness measured, goldens kept, every kind of original."""
