"""What assets take on from their collections, and give back."""
