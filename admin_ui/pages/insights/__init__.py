"""What people did with the assets: figures, where they come from, and what to do about them."""
