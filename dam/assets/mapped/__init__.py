"""What files say, carried onto assets by the brand's mapping."""
