"""The equations of a cell, written: with this step's numbers, as typeset mathematics, as NumPy."""
