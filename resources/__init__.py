"""Data only: cells, presets, lessons, typefaces, icons."""
