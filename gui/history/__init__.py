"""The list of what was done: what is said of each step, the list's model, how a row is painted."""
