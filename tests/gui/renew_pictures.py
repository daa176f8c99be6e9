"""Draw the references of tests/gui/test_pictures.py anew: `python -m tests.gui.renew_pictures`, then look at them.

References that are no longer in the set are removed.
"""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtGui import QImage, QImageWriter  # noqa: E402

from gui.app import make_application  # noqa: E402
from gui.pictures import draw  # noqa: E402
from tests.gui.picture_compare import channels, image_of  # noqa: E402
from tests.gui.picture_set import FOLDER, chosen, path_of  # noqa: E402


def main() -> None:
    """Write every reference, and say how much room they take."""
    make_application()
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = {path_of(shot): shot for shot in chosen()}
    for path in FOLDER.glob("*.png"):
        if path not in wanted:
            path.unlink()
    for path, shot in wanted.items():
        _save(draw(shot), str(path))
        print(f"{path.name}  {path.stat().st_size / 1000:.0f} kB")
    total = sum(path.stat().st_size for path in wanted)
    print(f"{len(wanted)} references, {total / 1e6:.2f} MB")


def _save(image: QImage, path: str) -> None:
    """Every fourth level of a colour only: well within the tolerance, and a fifth smaller."""
    image = image_of((channels(image).astype(int) + 2) // 4 * 4)
    writer = QImageWriter(path, b"png")
    writer.setCompression(100)
    if not writer.write(image):
        raise OSError(f"{path}: {writer.errorString()}")


if __name__ == "__main__":
    main()
