"""The consent register: who agreed to be seen, where, for what and until when."""
