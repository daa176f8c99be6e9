"""The panels of the window, one file each; none imports another."""
