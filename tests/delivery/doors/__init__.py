"""Every door by which something of an asset leaves the house, beside every reason for it to stay."""
