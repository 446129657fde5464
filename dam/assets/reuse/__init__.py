"""Where assets are used, which are not, and what becomes of those that nobody uses."""
