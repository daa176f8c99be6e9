"""The documents that ship beside the first scene: each made by a function here, and written by `carousel presets`."""

from core.presets.catalogue import BUILDERS, BY_HAND, BY_TRAINING, Made, build, write
from core.presets.index import Entry, entries, entry

__all__ = ["BUILDERS", "BY_HAND", "BY_TRAINING", "Entry", "Made", "build", "entries", "entry", "write"]
