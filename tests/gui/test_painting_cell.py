"""The cell and the equations are painted in parts: no part is left as it was, on any screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSettings
from PySide6.QtGui import QImage, QRegion
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.cells import Cell
from core.clamps import Clamp
from core.document import Model, set_clamp, set_cuts, set_weight
from core.edges import weights_into
from core.state import View
from gui.cell.pieces import changed
from gui.cell.shown import shown
from gui.main_window import MainWindow
from gui.numbers import number
from gui.panels.cell import CellPanel
from gui.panels.equations import EquationsPanel
from gui.store import Store
from gui.theme import DARK, LIGHT, apply
from gui.widgets.heat_changes import _differ
from gui.widgets.heat_paint import PALE
from tests.core import scenes
from tests.gui.test_cell_layout import TELLING_CELLS
from tests.gui.test_painting import (
    assert_nothing_is_stale,
    assert_same,
    drag,
    painted,
    settle,
    shown_sliders,
    weight,
)

SCALES = (1.0, 1.25, 1.5, 2.0)
LARGE, SMALL = (893, 300), (433, 251)
EVERYWHERE = ("lstm", "gru", "elman", "dense")  # of every kind of layout one, on every screen; the others on the worst
CASES = [
    pytest.param(cell, scale, size, id=f"{cell.name}-{scale}-{size[0]}")
    for cell in TELLING_CELLS
    for scale in (SCALES if cell.key in EVERYWHERE else (1.25,))
    for size in ((LARGE, SMALL) if cell.key in EVERYWHERE else (LARGE,))
]


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply(LIGHT, application)
    store = Store(scenes.document(), View(cursor=9, signal="i", panels=("cell", "timeline", "equations", "weights")))
    made = MainWindow(store, LIGHT, QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    made.resize(1280, 800)
    made.show()
    qtbot.waitUntil(lambda: all(made.panels[key].shown for key in store.state.view.panels))
    settle()
    yield made
    store.saved(tmp_path / "unused.carousel")
    made.close()
    made.deleteLater()
    store.deleteLater()


def test_no_pixel_is_stale_after_a_drag(window: MainWindow) -> None:
    for k in (0, -3):
        drag(shown_sliders(window)[k], 3, 4, 5, 8, 40, 41, -30)
        assert_nothing_is_stale(window)


def test_no_pixel_is_stale_after_looking_elsewhere(window: MainWindow) -> None:
    views = ({"cursor": 3}, {"unit": 2}, {"signal": "f"}, {"model": 1}, {"cursor": 12}, {"formulas": "symbols"})
    for view in (*views, {"formulas": "numbers", "model": 0}):
        window.store.look(**view)
        settle()
        weight(window, 0.1)
        assert_nothing_is_stale(window)
    window.set_theme(DARK)
    weight(window, 0.3)
    assert_nothing_is_stale(window)
    window.resize(1000, 700)
    weight(window, 0.5)
    assert_nothing_is_stale(window)


def test_no_pixel_is_stale_after_clamps_and_cuts(window: MainWindow) -> None:
    store = window.store
    for clamp in (Clamp(0, "f", 0, 0.0), Clamp(0, "h", 0, 0.5, 9, 9), Clamp(0, "c", 0, 0.5)):
        store.edit(set_clamp, 0, clamp, label="clamp")
        assert_nothing_is_stale(window)
        weight(window, clamp.value)
        assert_nothing_is_stale(window)
    weights = weights_into(store.state.model.network, 0, 0)
    store.edit(set_cuts, 0, weights, True, label="cut")
    assert_nothing_is_stale(window)


# parts of a picture, laid over the picture before


@pytest.mark.parametrize(("cell", "scale", "size"), CASES)
def test_the_parts_of_a_cell_make_the_whole(qtbot: QtBot, cell: Cell, scale: float, size: tuple[int, int]) -> None:
    document = replace(scenes.document(), models=(Model(cell.name, scenes.network(cell, 3)),))
    panel = CellPanel(Store(document, View(cursor=9, unit=1)), LIGHT)
    panel.store.setParent(panel)
    qtbot.addWidget(panel)
    panel.canvas.fit()  # all of it in sight
    panel.resize(*size)
    with qtbot.waitExposed(panel):
        panel.show()
    settle()
    canvas, store = panel.canvas, panel.store
    picture = drawn(canvas, scale)
    name = next(iter(store.state.layer.parameters))
    for value in (0.31, 0.312, 0.33, -0.4, 2.0, 2.001):
        change = (set_weight, 0, 0, name, (1,) * store.state.layer.parameters[name].ndim, value)
        paints = painted(lambda change=change: store.edit(*change, label="change"))
        for region in paints.of(canvas):
            draw_over(picture, canvas, region)
        assert_same(picture, drawn(canvas, scale))
    for other in (QRegion(30, 40, 200, 90), QRegion(5, 5, 60, 60) + QRegion(200, 100, 80, 80)):
        draw_over(picture, canvas, other)
        assert_same(picture, drawn(canvas, scale))


def drawn(widget: QWidget, scale: float) -> QImage:
    picture = QImage(widget.size() * scale, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(scale)
    picture.fill(LIGHT.danger)
    draw_over(picture, widget, QRegion(widget.rect()))
    return picture


def draw_over(picture: QImage, widget: QWidget, region: QRegion) -> None:
    at: QPoint = region.boundingRect().topLeft()
    widget.render(picture, at, region, QWidget.RenderFlag(0))


def test_only_what_looks_different_is_painted(window: MainWindow) -> None:
    panel = window.panels["cell"]
    assert isinstance(panel, CellPanel)
    value = float(window.store.state.model.network.parameter(0, "W_i")[0, 0])
    weight(window, value + 1e-9)  # the first change has an effect on the bar
    settle()
    assert not painted(lambda: weight(window, value + 2e-9)).of(panel.canvas)
    window.store.look(cursor=0)
    settle()
    # at the first step the bias of the output gate changes that gate and the output, and no other gate
    (region,) = painted(lambda: window.store.edit(set_weight, 0, 0, "b_o", (0,), 0.2, label="change")).of(panel.canvas)
    assert region.intersects(panel.canvas.gate_box("o"))
    assert not region.intersects(panel.canvas.gate_box("f"))
    equations = window.panels["equations"]
    assert isinstance(equations, EquationsPanel)
    change = (set_weight, 0, 0, "b_o", (0,), 0.9)
    paints = painted(lambda: window.store.edit(*change, label="change"))
    assert paints.of(equations.numbers.row("o")) and not paints.of(equations.numbers.row("f"))


def test_a_number_too_long_for_its_place_is_painted_with_all(window: MainWindow) -> None:
    panel = window.panels["cell"]
    assert isinstance(panel, CellPanel)
    one = shown(window.store.state)
    other = one._replace(values=dict.fromkeys(one.values, 1e200))
    for old, new in ((one, other), (other, one)):
        assert changed(panel.canvas.pieces(), old, new) is None
    (region,) = painted(lambda: panel.canvas.show_cell(other)).of(panel.canvas)
    assert region == QRegion(panel.canvas.rect())


def looks_different(old: float, new: float) -> bool:
    """By the text, the step of the colour and the edge of what is pale, one by one."""
    return number(old) != number(new) or (abs(old) < PALE) != (abs(new) < PALE)


def test_tiles_are_compared_as_they_are_written() -> None:
    random = np.random.default_rng(3)
    was = np.concatenate(
        [random.normal(0, 1, 4000), random.normal(0, 30, 2000), random.integers(-200, 200, 2000) / 200]
    )
    now = was + random.normal(0, 1, was.size) * 10.0 ** random.integers(-17, 0, was.size)
    found = _differ(was, now)
    needed = np.array([looks_different(a, b) for a, b in zip(was.tolist(), now.tolist(), strict=True)])
    assert not (needed & ~found).any()
    small = np.abs(was[:6000]) < 0.99
    assert (found & ~needed)[:6000][small].sum() <= 0.01 * small.sum()
    odd = np.array([np.nan, np.inf, -np.inf, 1e308, 0.0])
    assert not _differ(odd[1:], odd[1:]).any()
    assert _differ(odd[1:], odd[:-1]).all()
