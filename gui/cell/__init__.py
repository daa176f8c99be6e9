"""The inside of one unit: its equations as boxes, operators and wires."""
