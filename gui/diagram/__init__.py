"""The network drawn: where things lie, the items that draw them, the scene that holds them."""
