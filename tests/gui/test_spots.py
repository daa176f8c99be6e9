"""The buttons that add a part stand where they act: beside none of what belongs to other parts."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSizeF
from pytestqt.qtbot import QtBot

from core.state import State, View
from gui.diagram.layout import LABEL_GAP, Key
from gui.diagram.scene import DiagramScene
from gui.diagram.spots import Box, spots
from gui.theme import LIGHT
from tests.core import scenes


@pytest.mark.parametrize("size", [(850, 210), (850, 260), (1000, 320), (700, 200)])
def test_the_button_for_an_input_stands_by_the_inputs_and_not_by_the_step_before(
    qtbot: QtBot, size: tuple[int, int]
) -> None:
    scene = DiagramScene(LIGHT)
    scene.set_size(QSizeF(*size))
    document = scenes.document()
    scene.show_state(State(document, View(cursor=9).fitted(document)))
    words = [Box(*r.getCoords()) for item in scene.nodes.values() for r in item.word_rects()]
    layout = scene.layout
    assert layout is not None
    group, before = layout.groups[Key("input", 0)], layout.groups[Key("before", 0)]
    (spot,) = [spot for spot in spots(layout, words) if spot.adds == "input"]
    is_below = group.bottom() <= spot.y < before.top() and abs(spot.x - group.x) < 1
    is_beside = abs(spot.y - group.ys[-1]) < group.height and spot.x <= group.left - LABEL_GAP - group.label
    assert is_below or is_beside
