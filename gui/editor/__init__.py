"""The text of a cell's equations, to be typed: colours, completion, errors in place."""
