"""Pages for the people who keep the library."""
