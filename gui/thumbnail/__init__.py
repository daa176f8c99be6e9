"""A preset's picture in the gallery: one telling thing of its own data, drawn to be read small."""

from gui.thumbnail.draw import SCALE, SIZE, THEMES, draw, file_name, write

__all__ = ["SCALE", "SIZE", "THEMES", "draw", "file_name", "write"]
