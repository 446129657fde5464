"""Who was at the other end, told without keeping anything of them."""
