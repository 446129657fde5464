"""What the house says of an asset, as it is written into files that leave it."""
