"""What is tried of calls to the outside."""
