"""The window: panels, actions, files, themes, pictures of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from core import session
from core.document import set_weight
from core.edges import Weight
from core.state import View
from gui import actions, export
from gui.main_window import MainWindow, window_picture
from gui.panels.equations import EquationsPanel
from gui.panels.network import NetworkPanel
from gui.panels.weights import WeightsPanel
from gui.store import Store
from gui.theme import DARK, LIGHT, apply
from gui.value_card import open_cards
from tests.core import scenes


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply(LIGHT, application)
    store = Store(scenes.document(), View(cursor=9))
    made = MainWindow(store, LIGHT, QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    made.resize(1280, 800)
    made.show()
    qtbot.waitUntil(lambda: all(panel.shown for panel in made.panels.values()))
    yield made
    store.saved(tmp_path / "unused.carousel")
    made.close()
    made.deleteLater()
    store.deleteLater()


def edit(window: MainWindow, value: float = 2.0) -> None:
    window.store.edit(set_weight, 0, 0, "W_i", (0, 0), value, label="change a weight")


def test_every_action_has_a_slot_and_stands_in_a_menu(window: MainWindow) -> None:
    listed = {action for menu in window.bar.menus.actions() for action in menu.menu().actions()}
    for spec in actions.TABLE:
        assert window.actions_by_key[spec.key] in listed
    shortcuts = [spec.shortcut for spec in actions.TABLE if spec.shortcut]
    assert len(shortcuts) == len(set(shortcuts))


@pytest.mark.parametrize(
    "key, expected",
    [(Qt.Key.Key_Left, 8), (Qt.Key.Key_Right, 10), (Qt.Key.Key_Home, 0), (Qt.Key.Key_End, 12)],
)
def test_keys_step(window: MainWindow, qtbot: QtBot, key: Qt.Key, expected: int) -> None:
    window.activateWindow()
    window.setFocus()
    QTest.keyClick(window, key)
    qtbot.waitUntil(lambda: window.store.state.view.cursor == expected)


def test_undo_and_redo_name_what_they_do(window: MainWindow, qtbot: QtBot) -> None:
    undo, redo = window.actions_by_key["undo"], window.actions_by_key["redo"]
    assert not undo.isEnabled() and not redo.isEnabled()
    with qtbot.waitSignal(window.store.changed):
        edit(window)
    assert undo.isEnabled() and "change a weight" in undo.text()
    assert "•" in window.windowTitle()
    with qtbot.waitSignal(window.store.changed):
        undo.trigger()
    assert redo.isEnabled() and "•" not in window.windowTitle()


def test_save_and_open_bring_back_the_same(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kept.carousel"
    monkeypatch.setattr(window.files, "_ask_save", lambda: path)
    edit(window)
    window.actions_by_key["save"].trigger()
    assert not window.store.modified and window.store.path == path
    edit(window, 7.0)
    kept = session.load(path)[0]
    monkeypatch.setattr(window.files, "_ask_open", lambda: path)
    monkeypatch.setattr(window.files, "_ask_leave", lambda: QMessageBox.StandardButton.Discard)
    window.actions_by_key["open"].trigger()
    network = window.store.state.document.models[0].network
    assert network.parameter(0, "W_i")[0, 0] == 2.0 == kept.models[0].network.parameter(0, "W_i")[0, 0]


def test_a_broken_file_is_told_and_the_document_stays(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "broken.carousel"
    path.write_bytes(b"PK nonsense")
    before = window.store.state
    assert not window.files.open_path(path)
    assert "broken.carousel" in window.toast.text
    assert window.store.state is before


@pytest.mark.parametrize(
    "answer, closes",
    [(QMessageBox.StandardButton.Cancel, False), (QMessageBox.StandardButton.Discard, True)],
)
def test_unsaved_changes_are_asked_about(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, answer: QMessageBox.StandardButton, closes: bool
) -> None:
    edit(window)
    monkeypatch.setattr(window.files, "_ask_leave", lambda: answer)
    window.close()
    assert window.isVisible() is not closes


def test_the_theme_is_switched_and_kept(window: MainWindow) -> None:
    window.toggle_theme()
    assert window.theme is DARK
    assert window.settings.value("theme") == "dark"
    assert all(panel.theme is DARK for panel in window.panels.values())
    window.toggle_theme()
    assert window.theme is LIGHT


def test_the_theme_follows_the_system_unless_one_is_chosen(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = [DARK]
    monkeypatch.setattr("gui.main_window.system_theme", lambda: wanted[0])
    window.on_system_theme_changed()
    assert window.theme is DARK and window.actions_by_key["theme_system"].isChecked()
    window.actions_by_key["theme_light"].trigger()
    assert window.theme is LIGHT and window.settings.value("theme") == "light"
    window.on_system_theme_changed()
    assert window.theme is LIGHT
    window.actions_by_key["theme_dark"].trigger()
    assert window.theme is DARK
    wanted[0] = LIGHT
    window.actions_by_key["theme_system"].trigger()
    assert window.theme is LIGHT
    ticked = [name for name in ("system", "light", "dark") if window.actions_by_key[f"theme_{name}"].isChecked()]
    assert ticked == ["system"]


def test_a_clicked_edge_shows_its_weight(window: MainWindow) -> None:
    window.store.show_panel("weights")
    window.store.publish()
    network, weights = window.panels["network"], window.panels["weights"]
    assert isinstance(network, NetworkPanel) and isinstance(weights, WeightsPanel)
    table = network.view.diagram.table
    assert table is not None
    edge = table.edge(table.row("U_i", 2, 1))
    network.view.edge_clicked.emit(edge, network.view.mapToGlobal(network.view.rect().center()))
    (row,) = [row for row in weights.rows if row is weights.marked]
    assert (row.entry.name, row.entry.index) == ("U_i", (2, 1))
    (card,) = open_cards(window)
    assert card.quantity.weight == Weight(0, "U_i", (2, 1)) and window.focusWidget() is card.row
    card.dismiss()
    assert not open_cards(window)


@pytest.mark.parametrize("size", [(1280, 800), (1440, 900), (1920, 1080), (960, 600)])
def test_every_panel_is_in_sight(window: MainWindow, qtbot: QtBot, size: tuple[int, int]) -> None:
    window.resize(*size)
    qtbot.waitUntil(lambda: window.width() == size[0])
    for panel in window.panels.values():
        assert panel.isVisible()
        corner = panel.mapTo(window, panel.rect().bottomRight())
        assert corner.x() < size[0] and corner.y() < size[1]
        assert panel.width() >= 280 and panel.height() >= 150


def test_a_name_without_room_is_left_out(window: MainWindow, qtbot: QtBot) -> None:
    """Two letters and dots tell nothing; the dot of unsaved changes stays."""
    name = window.bar.document
    title = window.store.state.document.title
    assert name.text() == title
    window.resize(960, 600)
    qtbot.waitUntil(lambda: window.width() == 960)
    qtbot.waitUntil(lambda: name.text() == "")
    edit(window)
    qtbot.waitUntil(lambda: name.text().strip() == "•")
    assert title in name.toolTip()


def test_render_draws_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    from gui.app import render_window

    for theme in ("light", "dark"):
        out = tmp_path / f"{theme}.png"
        render_window(out=out, size=(1280, 800), scale=1.5, theme=theme, path=None)
        picture = QImage(str(out))
        assert (picture.width(), picture.height()) == (1920, 1200)
        assert (picture.pixelColor(4, 900).lightness() < 60) is (theme == "dark")


def test_a_picture_of_the_window_has_its_formulas(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are set one by one as the event loop goes round, which no picture waits for."""
    seen: list[bool] = []
    grab = export.grab_window

    def grabbed(window: MainWindow, scale: float) -> QImage:
        equations = window.panels["equations"]
        assert isinstance(equations, EquationsPanel)
        seen.append(equations.symbols.ready and not equations.symbols.waiting.isVisible())
        return grab(window, scale)

    monkeypatch.setattr(export, "grab_window", grabbed)
    view = View(panels=("equations", "weights"), formulas="symbols")
    for _ in range(2):
        window_picture(scenes.document(), view, LIGHT, QSize(960, 600))
    assert seen == [True, True]
