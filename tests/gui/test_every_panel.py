"""What holds for every panel: it shows any document, works only while it is seen, and never edits by itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.cells import cell_names
from core.document import Document, set_weight
from core.state import State, View
from core.step_edits import insert_words, set_input
from gui.panels.panel import Panel
from gui.store import Store
from gui.theme import DARK, LIGHT
from tests.core import scenes

Show = Callable[[type[Panel], Document], Panel]


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    def shown(kind: type[Panel], document: Document) -> Panel:
        store = Store(document, View(cursor=len(document.sequence) // 2))
        panel = kind(store, LIGHT)
        store.setParent(panel)
        panel.resize(panel.picture_size)
        qtbot.addWidget(panel)
        with qtbot.waitExposed(panel):
            panel.show()
        return panel

    return shown


def changes(panel: Panel) -> bool:
    """Whether the panel looks different after what was done in this turn."""
    before = panel.grab().toImage()
    panel.store.publish()
    return panel.grab().toImage() != before


@pytest.mark.parametrize("key", cell_names())
def test_it_shows_every_cell(any_panel: type[Panel], show: Show, key: str) -> None:
    panel = show(any_panel, scenes.document(cells=((key, 3),)))
    assert panel.shown
    for cursor in (0, 12):
        panel.store.look(cursor=cursor, unit=cursor % 3)
        panel.store.publish()
    assert not panel.grab().isNull()


@pytest.mark.parametrize("sentence", ["boy", "The boy", " ".join(["word"] * 60)])
@pytest.mark.parametrize("units", [1, 64])
def test_it_shows_the_tiny_and_the_large(any_panel: type[Panel], show: Show, sentence: str, units: int) -> None:
    panel = show(any_panel, scenes.document(sentence, (("lstm", units),)))
    panel.resize(320, 240)
    panel.set_theme(DARK)
    assert not panel.grab().isNull()


def test_it_follows_an_edit(any_panel: type[Panel], show: Show) -> None:
    panel = show(any_panel, scenes.document())
    if panel.key == "sequence":  # no weight is seen there
        panel.store.edit(set_input, 6, 0, 0.5, label="change")
    else:
        panel.store.edit(set_weight, 0, 0, "U_i", (0, 0), 6.0, label="change")
    assert changes(panel)


def test_it_follows_undo_to_the_same_picture(any_panel: type[Panel], show: Show) -> None:
    panel = show(any_panel, scenes.document())
    panel.store.look(cursor=4)
    panel.store.publish()
    before = panel.grab().toImage()
    panel.store.edit(set_weight, 0, 0, "b_f", (0,), 1.5, label="change")
    panel.store.publish()
    panel.store.undo()
    panel.store.publish()
    shows_what_is_undone = panel.key == "history"
    assert (panel.grab().toImage() == before) is not shows_what_is_undone


def test_a_hidden_panel_rests_and_catches_up(
    any_panel: type[Panel], show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = show(any_panel, scenes.document())
    seen: list[State] = []
    real = panel.refresh
    monkeypatch.setattr(panel, "refresh", lambda state: (seen.append(state), real(state)))
    panel.hide()
    panel.store.look(cursor=1)
    panel.store.publish()
    assert not seen
    panel.show()
    assert seen == [panel.store.state]


def test_showing_never_edits(any_panel: type[Panel], show: Show) -> None:
    panel = show(any_panel, scenes.document())
    document = panel.store.state.document
    for view in ({"cursor": 2}, {"model": 1, "unit": 8}, {"before": True}, {"unfolded": True}):
        panel.store.look(**view)
        panel.store.publish()
    panel.set_theme(DARK)
    assert panel.store.state.document is document
    assert panel.store.undo_label is None


def test_it_survives_other_documents(any_panel: type[Panel], show: Show) -> None:
    panel = show(any_panel, scenes.document())
    for cells in ((("elman", 2),), (("gru", 5), ("dense", 1), ("lstm", 3)), (("lstm", 4), ("elman", 9))):
        panel.store.open(scenes.document(cells=cells), View())
        panel.store.publish()
        assert not panel.grab().isNull()
    longer = insert_words(panel.store.state.document, 3, ("word",) * 200)
    panel.store.open(longer, View(cursor=212))
    panel.store.publish()
    assert not panel.grab().isNull()


def test_its_picture_has_no_controls(any_panel: type[Panel], show: Show) -> None:
    panel = show(any_panel, scenes.document())
    panel.prepare_picture()
    focusable = [w for w in panel.header.findChildren(type(panel.header)) if w.focusPolicy() != Qt.FocusPolicy.NoFocus]
    assert not [w for w in focusable if w.isVisible()]
