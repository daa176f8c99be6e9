"""Scale: a picture is the same at 1 and 3 times, and what is on screen is as sharp at 1.5 and 2 as at 1."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from gui.export import picture
from gui.icons import FOLDER, icon
from gui.main_window import window_picture
from gui.panel_list import panel_class
from gui.panels.panel import Panel
from gui.pictures import THEMES, scene
from gui.store import Store
from gui.theme import LIGHT, Theme, apply
from tests.gui.picture_compare import channels, difference, shrunk

ROOT = Path(__file__).resolve().parents[2]
SCREEN = QSize(1280, 800)
AT_SCALE = 400.0  # as MOST_IN_BLOCK: no letter stands on the same part of a pixel
SIDE = 32  # pixels of a patch whose sharpness is measured
DETAIL = 200_000.0  # squared levels: some letters, or the edge of a strong line


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest, qapp: QApplication) -> Theme:
    chosen = THEMES[request.param]
    apply(chosen, qapp)
    return chosen


# pictures


@pytest.mark.parametrize("state", ["rest", "long-names", "many-models"])
def test_a_picture_at_3_is_that_at_1(any_panel: type[Panel], state: str, theme: Theme) -> None:
    """Pens, dashes, letters and the legend are all three times as large."""
    one, three = (picture(any_panel, *scene(state), theme, None, scale) for scale in (1, 3))
    assert not (found := difference(shrunk(three, 3), one, AT_SCALE)), found


def test_the_window_at_3_is_that_at_1(theme: Theme) -> None:
    document, view = scene("all-panels")
    one, three = (window_picture(document, view, theme, QSize(1280, 800), scale) for scale in (1, 3))
    assert not (found := difference(shrunk(three, 3), one, AT_SCALE)), found


class Lines(QWidget):
    """A line and dashes below it, with a pen of one's choice."""

    def __init__(self, parent: QWidget, cosmetic: bool, dashes: Qt.PenStyle) -> None:
        super().__init__(parent)
        self.pen = QPen(QColor("#D1495B"), 2, dashes)
        self.pen.setCosmetic(cosmetic)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.pen)
        painter.drawLine(0, 20, self.width(), 20)


@pytest.mark.parametrize("dashes", [Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine])
@pytest.mark.parametrize("cosmetic", [False, True])
def test_pens_that_stay_thin_are_found(qapp: QApplication, cosmetic: bool, dashes: Qt.PenStyle) -> None:
    class LinesPanel(Panel):
        key = title = "lines"
        picture_size = QSize(300, 120)

        def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
            super().__init__(store, theme, parent)
            self.body.addWidget(Lines(self, cosmetic, dashes))

    apply(LIGHT, qapp)
    one, three = (picture(LinesPanel, *scene("rest"), LIGHT, None, scale) for scale in (1, 3))
    assert bool(difference(shrunk(three, 3), one, AT_SCALE)) is cosmetic


# the screen


def detail(image: QImage, beyond: int = 0) -> np.ndarray:
    """How much neighbouring pixels differ, squared and added up by patch of SIDE pixels and what is `beyond` it."""
    pixels = channels(image).astype(np.int32)
    squares = np.diff(pixels, axis=1)[:-1] ** 2 + np.diff(pixels, axis=0)[:, :-1] ** 2
    steps = squares[..., 0] + squares[..., 1] + squares[..., 2]
    total = np.pad(steps, ((1, 0), (1, 0))).cumsum(axis=0, dtype=float).cumsum(axis=1)
    starts = [np.arange(0, side - SIDE + 1, SIDE) for side in steps.shape]
    top, left = (np.maximum(start - beyond, 0) for start in starts)
    bottom, right = (np.minimum(start + SIDE + beyond, side) for start, side in zip(starts, steps.shape, strict=True))
    return (
        total[np.ix_(bottom, right)]
        - total[np.ix_(top, right)]
        - total[np.ix_(bottom, left)]
        + total[np.ix_(top, left)]
    )


def soft_patches(image: QImage, finer: QImage) -> list[list[int]]:
    """The patches (row, column) that have much less detail than the same picture drawn finer and made smaller.

    What was drawn at another scale and stretched has half of it or less.
    """
    wanted = detail(shrunk(finer, finer.width() // image.width()))
    return np.argwhere((wanted > DETAIL) & (detail(image, beyond=2) < 0.6 * wanted)).tolist()


@pytest.mark.parametrize(("scale", "finer"), [(1.0, 3.0), (1.5, 4.5), (2.0, 4.0)])
def test_every_panel_is_sharp_at_every_scale(
    any_panel: type[Panel], qapp: QApplication, scale: float, finer: float
) -> None:
    apply(LIGHT, qapp)
    image, fine = (picture(any_panel, *scene("rest"), LIGHT, None, by) for by in (scale, finer))
    assert (detail(image) > DETAIL).sum() > 10
    assert soft_patches(image, fine) == []


class Stretched(QWidget):
    """A picture at scale 1, whatever the scale it is drawn at."""

    def __init__(self, parent: QWidget, image: QImage) -> None:
        super().__init__(parent)
        self.pixmap = QPixmap.fromImage(image)
        self.setFixedSize(image.size())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(0, 0, self.pixmap)


@pytest.mark.parametrize(("scale", "finer"), [(1.5, 4.5), (2.0, 4.0)])
def test_what_is_stretched_is_found(qapp: QApplication, scale: float, finer: float) -> None:
    apply(LIGHT, qapp)
    timeline = panel_class("timeline")
    plain, fine = (picture(timeline, *scene("rest"), LIGHT, None, by) for by in (1, finer))

    class CoarsePanel(timeline):  # type: ignore[misc,valid-type]
        def prepare_picture(self) -> None:
            super().prepare_picture()
            Stretched(self.window(), plain).show()

    coarse = picture(CoarsePanel, *scene("rest"), LIGHT, None, scale)
    assert len(soft_patches(coarse, fine)) > 50


SHOT = """
import sys
from PySide6.QtCore import QSettings, QSize
from gui.app import make_application
from gui.export import settle
from gui.main_window import MainWindow
from gui.pictures import THEMES, scene
from gui.store import Store
from gui.theme import apply

application = make_application()
apply(THEMES["light"], application)
store = Store(*scene("all-panels"))
window = MainWindow(store, THEMES["light"], QSettings(sys.argv[1] + ".ini", QSettings.Format.IniFormat))
window.resize(QSize(int(sys.argv[2]), int(sys.argv[3])))
window.show()
window.setFocus()
for _ in range(3):
    application.processEvents()
settle(window)
window.grab().save(sys.argv[1])
print(window.devicePixelRatio())
"""


def on_screens(folder: Path, size: QSize, scales: Sequence[float]) -> dict[float, QImage]:
    """The window as it is on screens of these scales, each in a process of its own."""
    running = {}
    for scale in scales:
        env = os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(scale)}
        command = [sys.executable, "-c", SHOT, str(folder / f"{scale}.png"), *map(str, size.toTuple())]
        running[scale] = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    for scale, process in running.items():
        told, _ = process.communicate(timeout=60)
        assert process.returncode == 0 and float(told) == scale
    return {scale: QImage(str(folder / f"{scale}.png")) for scale in running}


@pytest.fixture(scope="module")
def screens(tmp_path_factory: pytest.TempPathFactory) -> dict[float, QImage]:
    """The window by scale."""
    return on_screens(tmp_path_factory.mktemp("screens"), SCREEN, (1.0, 1.5, 2.0))


@pytest.mark.parametrize(("scale", "finer"), [(1.0, 3.0), (1.5, 4.5), (2.0, 4.0)])
def test_the_window_is_sharp_on_every_screen(
    screens: dict[float, QImage], qapp: QApplication, scale: float, finer: float
) -> None:
    apply(LIGHT, qapp)
    fine = window_picture(*scene("all-panels"), LIGHT, SCREEN, finer)
    assert screens[scale].size() == SCREEN * scale
    assert soft_patches(screens[scale], fine) == []


def test_the_window_is_the_same_on_every_screen(screens: dict[float, QImage]) -> None:
    assert not (found := difference(shrunk(screens[2.0], 2), screens[1.0], AT_SCALE)), found


def test_the_window_is_on_screen_as_in_its_picture(screens: dict[float, QImage], qapp: QApplication) -> None:
    apply(LIGHT, qapp)
    taken = window_picture(*scene("all-panels"), LIGHT, SCREEN)
    assert not (found := difference(screens[1.0], taken)), found


def test_a_small_window_is_on_screen_as_in_its_picture(qapp: QApplication, tmp_path: Path) -> None:
    """Its panels share places by tabs; Qt moves and deletes tab bars when the event loop comes round."""
    apply(LIGHT, qapp)
    small = QSize(960, 600)
    shown = on_screens(tmp_path, small, [1.0])[1.0]
    taken = window_picture(*scene("all-panels"), LIGHT, small)
    assert not (found := difference(shown, taken)), found


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0, 3.0])
def test_icons_have_pixels_of_their_own_at_every_scale(qapp: QApplication, scale: float) -> None:
    for drawing in sorted(FOLDER.glob("*.svg")):
        pixmap = icon(drawing.stem, LIGHT).pixmap(QSize(20, 20), scale)
        assert pixmap.size() == QSize(20, 20) * scale and pixmap.devicePixelRatio() == scale
