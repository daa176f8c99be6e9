"""Where Carousel keeps what is not the user's own file: recovery copies and logs."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QStandardPaths


def data_folder(name: str) -> Path:
    """`name` in the application's data folder, or in CAROUSEL_DATA where that is set; it may not exist."""
    asked = os.environ.get("CAROUSEL_DATA", "")
    place = asked or QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    return Path(place) / name
