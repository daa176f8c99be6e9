"""What is painted: all that a slider's move changes in one painting, nothing that looks the same, no stale pixels."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSettings, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QRegion, QTransform
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyleOptionGraphicsItem, QWidget
from pytestqt.qtbot import QtBot

from core.clamps import Clamp
from core.document import set_clamp, set_weight
from core.network import READOUT
from core.state import View
from gui.decay.plot import DecayPlot
from gui.diagram.layout import Key
from gui.diagram.strands import StrongItem
from gui.main_window import MainWindow
from gui.numbers import probability
from gui.panels.gradient import GradientPanel
from gui.panels.network import NetworkPanel
from gui.panels.timeline import TimelinePanel
from gui.store import Store
from gui.theme import DARK, LIGHT, apply
from gui.widgets.heat_plan import EDGE
from gui.widgets.heat_rows import HeatRows
from gui.widgets.slider_row import SliderRow
from tests.core import scenes
from tests.gui.picture_compare import as_shown, levels_off

ROOT = Path(__file__).resolve().parents[2]
ROUNDING = 3  # of 255: a picture laid over a ground, and lines drawn upon it


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply(LIGHT, application)
    store = Store(scenes.document(), View(cursor=9, signal="i", panels=("network", "timeline", "gradient", "weights")))
    made = MainWindow(store, LIGHT, QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    made.resize(1280, 800)
    made.show()
    qtbot.waitUntil(lambda: all(panel.shown for panel in made.panels.values()))
    settle()
    yield made
    store.saved(tmp_path / "unused.carousel")
    made.close()
    made.deleteLater()
    store.deleteLater()


class Paints(QObject):
    """Which widgets are painted, where, and in which of the window's paintings."""

    def __init__(self) -> None:
        super().__init__()
        self.rounds = 0
        self.seen: list[tuple[QObject, QRegion, int]] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.UpdateRequest:
            self.rounds += 1
        elif isinstance(event, QPaintEvent):
            self.seen.append((watched, QRegion(event.region()), self.rounds))
        return False

    def of(self, widget: QWidget) -> list[QRegion]:
        """The region of each painting of a widget."""
        return [region for painted, region, _ in self.seen if painted is widget]

    def rounds_of(self, widget: QWidget) -> list[int]:
        """The window's painting that each painting of a widget was part of."""
        return [number for painted, _, number in self.seen if painted is widget]


def settle() -> None:
    """All that is due has been shown and painted."""
    for _ in range(5):
        QApplication.processEvents()


def painted(act: Callable[[], object]) -> Paints:
    paints = Paints()
    QApplication.instance().installEventFilter(paints)
    act()
    settle()
    QApplication.instance().removeEventFilter(paints)
    return paints


def rows(window: MainWindow) -> HeatRows:
    panel = window.panels["timeline"]
    assert isinstance(panel, TimelinePanel)
    return panel.rows


def plot(window: MainWindow) -> DecayPlot:
    panel = window.panels["gradient"]
    assert isinstance(panel, GradientPanel)
    return panel.plot


def network(window: MainWindow) -> NetworkPanel:
    panel = window.panels["network"]
    assert isinstance(panel, NetworkPanel)
    return panel


def shown_sliders(window: MainWindow) -> list[SliderRow]:
    return [row for row in window.findChildren(SliderRow) if row.isVisible() and row.isEnabled()]


def weight(window: MainWindow, value: float, index: tuple[int, int] = (0, 0)) -> None:
    window.store.edit(set_weight, 0, 0, "W_i", index, value, label="change a weight")


def drag(row: SliderRow, *pixels: int) -> None:
    """Press the handle, move it this far from where it was, one after the other, and let go."""
    start = row.handle_position()
    QTest.mousePress(row, Qt.MouseButton.LeftButton, pos=start)
    for along in pixels:
        QTest.mouseMove(row, start + QPoint(along, 0))
        settle()
    QTest.mouseRelease(row, Qt.MouseButton.LeftButton, pos=row.handle_position())
    settle()


# once


def test_a_move_of_a_slider_is_painted_once(window: MainWindow) -> None:
    row = shown_sliders(window)[0]
    start = row.handle_position()
    QTest.mousePress(row, Qt.MouseButton.LeftButton, pos=start)
    settle()
    paints = painted(lambda: QTest.mouseMove(row, start + QPoint(14, 0)))
    parts = (row, plot(window).viewport(), network(window).view.viewport(), rows(window))
    assert [len(paints.of(part)) for part in parts] == [1, 1, 1, 1]
    assert len({number for part in parts for number in paints.rounds_of(part)}) == 1
    QTest.mouseRelease(row, Qt.MouseButton.LeftButton, pos=row.handle_position())


def test_only_the_edge_that_is_dragged_is_drawn_again(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    weight(window, 0.5)
    settle()
    weight(window, 0.51)
    settle()
    drawn: list[float] = []
    draw = StrongItem._draw_edge

    def counted(self: StrongItem, painter: object, path: object, width: float, colour: object) -> None:
        drawn.append(width)
        draw(self, painter, path, width, colour)

    monkeypatch.setattr(StrongItem, "_draw_edge", counted)
    weight(window, 0.52)
    settle()
    assert len(drawn) == 1


# not at all


def test_what_looks_the_same_is_not_painted(window: MainWindow) -> None:
    value = float(window.store.state.model.network.parameter(0, "W_i")[0, 0])
    paints = painted(lambda: weight(window, value + 1e-9))
    gradient = window.panels["gradient"]
    assert isinstance(gradient, GradientPanel)
    for part in (network(window).view.viewport(), rows(window), gradient.legend):
        assert not paints.of(part), part


def test_only_tiles_that_look_different_are_painted(window: MainWindow) -> None:
    # the input weight of plural nouns acts at "dogs", the tenth word, on the input gate and on the cell
    paints = painted(lambda: weight(window, 3.0, (0, 1)))
    (region,) = paints.of(rows(window))
    places = rows(window).places
    column = rows(window).column_rect(9).adjusted(-EDGE, 0, EDGE, 0)
    forget = QRect(column.left(), places.y(0, 0), column.width(), places.row_height)
    # the gain of every word's input goes through that column: the strips may change anywhere
    assert column.contains(region.intersected(places.rows_area).boundingRect())
    assert column.united(places.strips_area).contains(region.boundingRect())
    assert not region.intersects(forget)
    assert region.contains(QRect(column.center().x(), places.y(1, 0) + 5, 1, 1))


def test_a_weight_that_moves_only_gains_paints_only_strips(window: MainWindow) -> None:
    value = float(window.store.state.model.network.readout_parameters["W_y"][0, 0])
    change = (set_weight, 0, READOUT, "W_y", (0, 0), value * 3)
    (region,) = painted(lambda: window.store.edit(*change, label="change a weight")).of(rows(window))
    assert rows(window).places.strips_area.contains(region.boundingRect())


def test_the_axes_are_painted_only_when_they_change(window: MainWindow) -> None:
    (region,) = painted(lambda: weight(window, 0.9)).of(plot(window).viewport())
    words = QRect(0, int(plot(window).frame.rect.bottom()) + 5, plot(window).width(), 8)
    assert not region.intersects(words)
    (region,) = painted(lambda: window.store.look(cursor=8)).of(plot(window).viewport())
    assert region.intersects(words)


def test_of_the_gradient_only_the_lines_that_moved_are_painted(window: MainWindow) -> None:
    picture = plot(window)
    still = next(line for line in picture.lines if line.name == "RNN")
    (region,) = painted(lambda: weight(window, 0.9)).of(picture.viewport())
    area = region.boundingRect()
    moved = [line for line in picture.lines if line is not still]
    assert still in picture.lines and len(moved) == 2  # the LSTM and its belt
    for line in moved:
        for lag, value in enumerate(line.values):
            assert area.contains(picture.frame.point(lag, float(value)).toPoint())
    assert not area.intersects(picture.labels.zone.toRect())
    assert area.height() < 0.6 * picture.frame.rect.height()


def test_what_moves_no_gain_does_not_paint_the_gradient(window: MainWindow) -> None:
    change = (set_weight, 0, READOUT, "W_y", (0, 0), 2.0)
    assert not painted(lambda: window.store.edit(*change, label="change a weight")).of(plot(window).viewport())


# all that has changed


@pytest.mark.parametrize(("scale", "shift"), [(1.0, 0.0), (1.5, 0.5), (1.25, 0.75), (2.0, 0.0)])
@pytest.mark.parametrize("kind", ["faint", "strong"])
def test_pictures_of_edges_are_the_edges_on_every_screen(
    window: MainWindow, kind: str, scale: float, shift: float
) -> None:
    item = getattr(network(window).view.diagram, kind)
    grid = QTransform(scale, 0, 0, scale, shift, shift)
    drawn = onto_paper(grid, lambda painter: item._draw(painter, item._shown))
    shown = onto_paper(grid, lambda painter: item.paint(painter, QStyleOptionGraphicsItem()))
    assert as_shown(drawn)[..., :3].min() < 200
    assert levels_off(drawn, shown).max() <= ROUNDING


def onto_paper(grid: QTransform, paint: Callable[[QPainter], None]) -> QImage:
    picture = QImage(1200, 700, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    with QPainter(picture) as painter:
        painter.setTransform(grid)
        paint(painter)
    return picture


def assert_nothing_is_stale(window: QWidget) -> None:
    """What is on the screen is what the window would look like if it were painted anew."""
    settle()
    assert_same(window.screen().grabWindow(window.winId()).toImage(), window.grab().toImage())


def assert_same(one: QImage, other: QImage) -> None:
    places = np.argwhere(levels_off(one, other) > ROUNDING)
    assert not len(places), f"{len(places)} pixels, from {places.min(axis=0)} to {places.max(axis=0)} (y, x)"


@pytest.mark.parametrize("model", [0, 1])
def test_no_pixel_is_stale_after_a_drag(window: MainWindow, model: int) -> None:
    window.store.look(model=model)
    settle()
    for k in (0, -3):
        drag(shown_sliders(window)[k], 3, 8, 40, 41, 42, 12, -30)
        assert_nothing_is_stale(window)


def test_no_pixel_is_stale_after_small_changes_that_add_up(window: MainWindow) -> None:
    weights = window.store.state.model.network.readout_parameters["W_y"]
    for step in range(40):
        value = float(weights[0, 2]) + step * 2e-3
        window.store.edit(set_weight, 0, READOUT, "W_y", (0, 2), value, label="change a weight")
        settle()
    shown = network(window).view.diagram.nodes[Key("output", 1)].text(0)
    assert shown == probability(window.store.state.probability(0))
    assert_nothing_is_stale(window)


def test_no_pixel_is_stale_after_looking_elsewhere(window: MainWindow) -> None:
    look = window.store.look
    views = ({"cursor": 3}, {"unit": 2}, {"signal": "f"}, {"model": 1}, {"cursor": 12}, {"model": 0, "before": True})
    for view in views:
        look(**view)
        settle()
        weight(window, 0.1)
        assert_nothing_is_stale(window)
    window.set_theme(DARK)
    assert_nothing_is_stale(window)


@pytest.mark.parametrize("across", ["", "c", "f"])
@pytest.mark.parametrize("size", [(1280, 800), (700, 620)], ids=["wide", "narrow"])
def test_no_pixel_of_the_timeline_is_stale(window: MainWindow, across: str, size: tuple[int, int]) -> None:
    window.resize(*size)
    store = window.store
    store.look(across=across)
    for cursor in (8, 9, 3, 12):
        store.look(cursor=cursor)
        assert_nothing_is_stale(window)
    for clamp in (Clamp(0, "f", 0, 0.0, 7, 7), Clamp(0, "f", 1, 1.0), Clamp(0, "c", 0, 0.5, 2, 11)):
        store.edit(set_clamp, 0, clamp, label="clamp")
        assert_nothing_is_stale(window)
        store.edit(set_clamp, 0, replace(clamp, value=0.25), label="clamp")
        assert_nothing_is_stale(window)
        weight(window, clamp.value)
        assert_nothing_is_stale(window)
    for hovered in (QPoint(20, rows(window).places.head + 5), rows(window).column_rect(3).center(), QPoint(5, 5)):
        QTest.mouseMove(rows(window), hovered)
        assert_nothing_is_stale(window)


@pytest.mark.parametrize("before", [False, True], ids=["trained", "before"])
def test_no_pixel_of_the_gradient_is_stale(window: MainWindow, before: bool) -> None:
    """Lines run off the axis and back, names push each other, words make way; the mouse stands on the plot."""
    store, places = window.store, [(0, 0, "W_i"), (1, 0, "U"), (0, 0, "U_f")]
    store.look(before=before)
    rng = np.random.default_rng(0)
    for model, layer, name in places:
        for value in (*rng.normal(0, 3, 4), 60.0, 0.0):
            store.edit(set_weight, model, layer, name, (0, 0), float(value), label="change a weight")
            assert_nothing_is_stale(window)
    frame = plot(window).frame
    QTest.mouseMove(plot(window).viewport(), QPoint(round(frame.x(4)), round(frame.y(-3.0))))
    weight(window, -1.0)
    assert_nothing_is_stale(window)
    QTest.mouseMove(plot(window).viewport(), QPoint(1, 1))
    weight(window, 0.5)
    assert_nothing_is_stale(window)


def test_no_pixel_of_the_gradient_is_stale_in_another_theme_size_or_sentence(window: MainWindow) -> None:
    for act in (
        lambda: window.set_theme(DARK),
        lambda: window.resize(1000, 700),
        lambda: window.store.look(hidden=(1,)),
        lambda: window.store.look(cursor=2),
        lambda: window.set_theme(LIGHT),
        lambda: window.resize(1280, 800),
        lambda: window.store.look(hidden=()),
        lambda: window.store.look(cursor=0),
    ):
        act()
        assert_nothing_is_stale(window)
        weight(window, 0.8)
        assert_nothing_is_stale(window)
        weight(window, -0.8)
        assert_nothing_is_stale(window)


@pytest.mark.parametrize("scale", [1.25, 1.5, 2.0])
def test_no_pixel_of_the_gradient_is_stale_on_screens_of_other_pixels(scale: float) -> None:
    program = f"""
import os
os.environ["QT_SCALE_FACTOR"] = "{scale}"
import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from core.document import set_weight
from core.state import View
from gui.app import make_application
from gui.panels.gradient import GradientPanel
from gui.store import Store
from gui.theme import LIGHT, apply
from tests.core import scenes

def pixels(picture):
    same = picture.toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(same.constBits(), np.uint8).reshape(same.height(), -1, 4)[..., :3].astype(int)

application = make_application()
apply(LIGHT, application)
host = QWidget()
host.resize(900, 900)  # a grabbed window has as many pixels as this, whatever the scale: the panel is within them
panel = GradientPanel(Store(scenes.document(), View(cursor=9)), LIGHT, host)
panel.setGeometry(3, 5, 430, 400)
host.show()
assert panel.devicePixelRatioF() == {scale}
for value in (0.5, 0.52, -2.0, 9.0, 0.5):
    panel.store.edit(set_weight, 0, 0, "W_i", (0, 0), value, label="change")
    for _ in range(5):
        application.processEvents()
    shown, anew = pixels(host.screen().grabWindow(host.winId())), pixels(host.grab())
    off = np.abs(shown - anew[:900, :900])
    assert shown.shape[0] == 900 and 433 * {scale} < 900
    assert off.max() <= {ROUNDING}, (value, off.max(), np.argwhere(off.max(axis=2) > {ROUNDING})[:3])
"""
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_no_pixel_is_stale_where_columns_are_narrow_or_scroll(window: MainWindow) -> None:
    panel = window.panels["gradient"]
    assert isinstance(panel, GradientPanel)
    for _ in range(4):
        panel.longer.click()
        settle()
        weight(window, -0.7)
        settle()
        weight(window, 0.7)
        assert_nothing_is_stale(window)
