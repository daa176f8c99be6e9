"""The diagram's kept pictures: on every screen they are what a new diagram would draw, and no pixel is stale."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.clamps import Clamp
from core.document import set_clamp, set_network, set_weight
from core.edges import Weight
from core.state import State, View
from gui.diagram.layout import Key, Node
from gui.diagram.strands import MOST_CASED
from gui.fonts import load_fonts
from gui.panels.network import NetworkPanel
from gui.store import Store
from gui.theme import DARK, LIGHT, Theme, apply
from tests.core import scenes
from tests.gui.picture_compare import as_shown, levels_off
from tests.gui.test_painting import ROUNDING, assert_nothing_is_stale

UNITS = Key("unit", 0)


def opened(qtbot: QtBot, state: State, theme: Theme, size: tuple[int, int]) -> NetworkPanel:
    load_fonts()
    store = Store(state.document, state.view)
    panel = NetworkPanel(store, theme)
    store.setParent(panel)
    qtbot.addWidget(panel)
    panel.resize(*size)
    panel.show()
    settle()
    return panel


@pytest.fixture
def panel(qtbot: QtBot) -> NetworkPanel:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply(LIGHT, application)
    document = scenes.document()
    return opened(qtbot, State(document, View(cursor=9, signal="i")), LIGHT, (850, 340))


def settle() -> None:
    for _ in range(4):
        QApplication.processEvents()


def shown(panel: NetworkPanel, ratio: float) -> QImage:
    """The diagram on a screen of so many pixels to one."""
    picture = QImage(panel.view.size() * ratio, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(ratio)
    picture.fill(0)
    QWidget.render(panel.view, picture, QPoint())
    return picture


def weight(panel: NetworkPanel, value: float, unit: int = 0, column: int = 0) -> None:
    panel.store.edit(set_weight, 0, 0, "W_i", (unit, column), value, label="test")


def drag(panel: NetworkPanel) -> None:
    # past every other weight, so that the edge changes its place among them
    for value in np.linspace(-4.0, 8.0, 13).tolist():
        weight(panel, value)
        settle()


def cut(panel: NetworkPanel, *columns: int) -> None:
    network = panel.store.state.model.network
    mask = np.zeros(network.parameter(0, "U_i").shape, dtype=bool)
    mask[0, list(columns)] = True
    network = network.with_cut(0, "U_i", mask)
    panel.store.edit(set_network, 0, network, label="test")


def clamp(panel: NetworkPanel, value: float) -> None:
    panel.store.edit(set_clamp, 0, Clamp(0, "f", 1, value, 7, 9), label="test")


def look(**changes: object) -> Callable[[NetworkPanel], None]:
    return lambda panel: panel.store.look(**changes)


ACTS: dict[str, Callable[[NetworkPanel], object]] = {
    "drag": drag,
    "drag of another unit's": lambda panel: weight(panel, 5.0, unit=2),
    "selection": look(unit=2),
    "gate": look(signal="f"),
    "step": look(cursor=3),
    "first step": look(cursor=0),
    "model": look(model=1),
    "model and back": lambda panel: (panel.store.look(model=1), settle(), panel.store.look(model=0)),
    "clamp": lambda panel: clamp(panel, 0.25),
    "clamp moved": lambda panel: (clamp(panel, 0.25), settle(), clamp(panel, 1.0)),
    "clamp elsewhere": lambda panel: (clamp(panel, 0.25), settle(), panel.store.look(cursor=2)),
    "cut": lambda panel: cut(panel, 1, 2),
    "all cut": lambda panel: cut(panel, 0, 1, 2, 3),
    "all cut but one": lambda panel: (cut(panel, 0, 1, 2, 3), settle(), cut(panel, 0, 1, 2)),
    "all cut after one": lambda panel: (cut(panel, 0, 1, 2), settle(), cut(panel, 0, 1, 2, 3)),
    "all cut but the first": lambda panel: (cut(panel, 0, 1, 2, 3), settle(), cut(panel, 1, 2, 3)),
    "all cut after the first": lambda panel: (cut(panel, 1, 2, 3), settle(), cut(panel, 0, 1, 2, 3)),
    "restored": lambda panel: (cut(panel, 1, 2), settle(), cut(panel)),
    "dark": lambda panel: panel.set_theme(DARK),
    "dark and light": lambda panel: (panel.set_theme(DARK), settle(), panel.set_theme(LIGHT)),
    "wide": lambda panel: panel.resize(1200, 500),
    "narrow": lambda panel: panel.resize(520, 300),
    "zoomed": lambda panel: panel.view.zoom_at(2.3, QPointF(200, 60)),
    "zoomed much": lambda panel: panel.view.zoom_at(11.0, QPointF(430, 100)),
    "zoomed and dragged": lambda panel: (panel.view.zoom_at(1.7, QPointF(90, 60)), settle(), drag(panel)),
    "node under the mouse": lambda panel: panel.view.diagram.hover(Node(UNITS, 1)),
    "selected node under the mouse": lambda panel: panel.view.diagram.hover(Node(UNITS, 0)),
    "edge under the mouse": lambda panel: panel.view.diagram.hover(1),
    "mouse gone": lambda panel: (panel.view.diagram.hover(Node(UNITS, 1)), settle(), panel.view.diagram.hover(None)),
    "pinned": lambda panel: panel.view.diagram.pin(Weight(0, "U_i", (0, 2))),
}


def again(qtbot: QtBot, panel: NetworkPanel) -> NetworkPanel:
    """A new panel that shows the same."""
    one = opened(qtbot, panel.store.state, panel.theme, panel.size().toTuple())
    if panel.view.zoom > 1.0:
        one.view.zoom_at(panel.view.zoom, QPointF(0, 0))
        for mine, other in (
            (one.view.horizontalScrollBar(), panel.view.horizontalScrollBar()),
            (one.view.verticalScrollBar(), panel.view.verticalScrollBar()),
        ):
            mine.setValue(other.value())
    one.view.diagram.hover(panel.view.diagram.hovered)
    one.view.diagram.pin(panel.view.diagram.pinned)
    settle()
    return one


@pytest.mark.parametrize("ratio", [1.0, 1.5])
@pytest.mark.parametrize("act", ACTS)
def test_after_anything_it_looks_as_if_new(qtbot: QtBot, panel: NetworkPanel, act: str, ratio: float) -> None:
    before = shown(panel, ratio)
    ACTS[act](panel)
    settle()
    after, new = shown(panel, ratio), shown(again(qtbot, panel), ratio)
    assert after.size() == new.size()
    assert levels_off(after, new).max() <= ROUNDING
    came_back = act in ("model and back", "restored", "dark and light", "mouse gone")
    assert after.size() != before.size() or came_back == (levels_off(after, before).max() <= ROUNDING)


@pytest.mark.parametrize("act", ACTS)
def test_after_anything_no_pixel_on_the_screen_is_stale(panel: NetworkPanel, act: str) -> None:
    for one in (drag, ACTS[act], look(cursor=8)):
        one(panel)
        settle()
        assert_nothing_is_stale(panel)


def test_edges_are_cased_as_soon_as_they_are_few(qtbot: QtBot) -> None:
    document = scenes.document(cells=(("lstm", MOST_CASED - 4),))  # with four inputs and the readout one too many
    panel = opened(qtbot, State(document, View(cursor=9, signal="i")), LIGHT, (850, 600))
    for columns in ((), (3,), ()):
        cut(panel, *columns)
        settle()
        assert levels_off(shown(panel, 1.0), shown(again(qtbot, panel), 1.0)).max() <= ROUNDING


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_pictures_are_what_is_drawn_without_them(
    qtbot: QtBot, panel: NetworkPanel, monkeypatch: pytest.MonkeyPatch, theme: Theme, ratio: float
) -> None:
    panel.set_theme(theme)
    settle()
    with_pictures = shown(panel, ratio)
    for module in ("scene", "strands", "nodes"):
        monkeypatch.setattr(f"gui.diagram.{module}.grid_of", lambda painter, area: None)
    off = levels_off(with_pictures, shown(panel, ratio))
    # where a name meets an edge's smoothed border the order tells
    assert off.max() <= 2 * ROUNDING and np.count_nonzero(off > ROUNDING) <= 4


def test_what_stands_still_is_drawn_once(panel: NetworkPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    weight(panel, 0.5)
    settle()
    drawn: list[QPainter] = []
    monkeypatch.setattr(panel.view.diagram, "_draw_below", drawn.append)
    for step in range(5):
        weight(panel, 0.51 + step / 1000)
        settle()
    assert not drawn
    panel.view.diagram.faint.touch()
    settle()
    assert len(drawn) == 1


def test_a_huge_picture_is_not_kept(panel: NetworkPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gui.diagram.pictures.MOST_PIXELS", 1000.0)
    kept: list[QPixmap] = []
    monkeypatch.setattr("gui.diagram.strands.drawn", lambda *arguments: kept.append(QPixmap()))
    assert as_shown(shown(panel, 1.0))[..., :3].min() < 200 and not kept
