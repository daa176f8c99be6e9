"""The picture of gradient decay: curves, their words, where they stand, and how they are painted."""
