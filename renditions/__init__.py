"""Recipes to bytes: the file that each channel needs, made from an original."""
