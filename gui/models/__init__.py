"""The list of models: what is said of each, its row, its menu."""
