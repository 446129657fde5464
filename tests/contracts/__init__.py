"""The promises of the ports: one class of tests each, inherited by every back end."""
