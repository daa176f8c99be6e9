"""Sessions in the window: new, opened, recent, dropped, renamed, saved; nothing is ever lost."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSettings, Qt, QTimer, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from core import session
from core.blank import TITLE
from core.document import Document, set_title, set_weight
from core.state import PANELS, State, View
from gui import drops
from gui.files import Files, file_name
from gui.main_window import MainWindow
from gui.panels.sequence import SequencePanel
from gui.picture_states import STATES
from gui.presets import first_scene
from gui.recent import MOST, RecentFiles
from gui.store import Store
from gui.theme import LIGHT
from gui.widgets.toast import Toast
from tests.core import scenes, wired_scenes
from tests.gui.conftest import Open

Answer = QMessageBox.StandardButton
Way = Callable[[MainWindow, Path], None]


@pytest.fixture
def window(open_window: Open) -> MainWindow:
    made = open_window(("models",), (1100, 700))
    made.activateWindow()
    made.setFocus()
    return made


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A session of another title."""
    path = tmp_path / "other.carousel"
    session.save(path, replace(scenes.document(), title="Another"), View(cursor=3))
    return path


def edit(window: MainWindow, value: float = 2.0) -> None:
    window.store.edit(set_weight, 0, 0, "W_i", (0, 0), value, label="Change a weight")


def title(window: MainWindow) -> str:
    return window.store.state.document.title


def answers(monkeypatch: pytest.MonkeyPatch, window: MainWindow, answer: Answer) -> list[Answer]:
    asked: list[Answer] = []

    def ask() -> Answer:
        asked.append(answer)
        return answer

    monkeypatch.setattr(window.files, "_ask_leave", ask)
    return asked


# dropped files


def data_of(*paths: Path | str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) if isinstance(path, Path) else QUrl(path) for path in paths])
    return data


def drag(window: QWidget, data: QMimeData) -> QDragEnterEvent:
    actions, buttons = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton
    event = QDragEnterEvent(QPoint(300, 300), actions, data, buttons, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window, event)
    return event


def drop(window: QWidget, data: QMimeData) -> None:
    drag(window, data)
    actions, buttons = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton
    event = QDropEvent(QPointF(300, 300), actions, data, buttons, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window, event)
    assert event.dropAction() == Qt.DropAction.CopyAction  # the file stays where it is
    QApplication.processEvents()


def by_drop(window: MainWindow, path: Path) -> None:
    drop(window, data_of(path))


def by_recent(window: MainWindow, path: Path) -> None:
    window.files.recent.remember(path)
    action = next(a for a in window.recent.actions() if a.data() == str(path))
    action.trigger()


def by_open(window: MainWindow, path: Path) -> None:
    window.files._ask_open = lambda: path  # type: ignore[method-assign]
    window.actions_by_key["open"].trigger()


def by_new(window: MainWindow, path: Path) -> None:
    window.actions_by_key["new"].trigger()


def by_first_scene(window: MainWindow, path: Path) -> None:
    window.actions_by_key["first_scene"].trigger()


def by_closing(window: MainWindow, path: Path) -> None:
    window.close()


READING: dict[str, Way] = {"open": by_open, "recent": by_recent, "drop": by_drop}
LEAVING: dict[str, Way] = {**READING, "new": by_new, "first scene": by_first_scene, "close": by_closing}


def has_left(window: MainWindow, before: Document) -> bool:
    return not window.isVisible() or window.store.state.document is not before


def anew(window: MainWindow, path: Path | None = None) -> State:
    """The small document again, with an edit that is not saved."""
    window.store.open(scenes.document(), View(cursor=4, panels=("models",)), path)
    edit(window)
    return window.store.state


def test_cancel_keeps_everything(window: MainWindow, other: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answers(monkeypatch, window, Answer.Cancel)
    before = anew(window)
    for count, leave in enumerate(LEAVING.values(), 1):
        leave(window, other)
        assert len(asked) == count and window.isVisible()
        assert window.store.state is before and window.store.modified and window.store.undo_label == "Change a weight"


def test_a_save_that_fails_keeps_everything(
    window: MainWindow, other: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answers(monkeypatch, window, Answer.Save)
    before = anew(window, tmp_path / "removed folder" / "mine.carousel")
    for count, leave in enumerate(LEAVING.values(), 1):
        leave(window, other)
        assert len(asked) == count and window.isVisible()
        assert window.store.state is before and window.store.modified
        assert "mine.carousel" in window.toast.text and "No such file" in window.toast.text
        window.toast.dismiss()


def test_saved_it_is_left(window: MainWindow, other: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, window, Answer.Save)
    for name, leave in LEAVING.items():
        kept = tmp_path / f"{name}.carousel"
        before = anew(window, kept).document
        leave(window, other)
        assert has_left(window, before), name
        assert session.load(kept)[0].models[0].network.parameter(0, "W_i")[0, 0] == 2.0


def test_nothing_is_asked_where_nothing_is_unsaved(
    window: MainWindow, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answers(monkeypatch, window, Answer.Cancel)
    for name, leave in LEAVING.items():
        before = anew(window).document
        window.store.undo()
        leave(window, other)
        assert not asked and has_left(window, before), name


def test_a_file_that_is_saved_and_opened_again_is_the_saved_one(
    window: MainWindow, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is read before the question is asked, which may write it."""
    answers(monkeypatch, window, Answer.Save)
    anew(window, other)
    by_recent(window, other)
    assert window.store.state.model.network.parameter(0, "W_i")[0, 0] == 2.0 and not window.store.modified


@pytest.mark.parametrize("answer, leaves", [(Answer.Cancel, False), (Answer.Discard, True), (Answer.Save, True)])
def test_the_question_itself(window: MainWindow, tmp_path: Path, answer: Answer, leaves: bool) -> None:
    edit(window)
    window.store.path = tmp_path / "mine.carousel"
    seen: list[str] = []

    def press() -> None:
        box = window.findChild(QMessageBox)
        seen.append(box.text())
        if answer is Answer.Cancel:
            QTest.keyClick(box, Qt.Key.Key_Escape)
        else:
            box.button(answer).click()

    QTimer.singleShot(0, press)
    assert window.files.may_leave() is leaves
    assert seen == ["Save the changes to “The red hat”?"]
    assert window.store.path.exists() is (answer is Answer.Save)


def test_new_begins_with_nothing(window: MainWindow, qtbot: QtBot) -> None:
    window.store.path = Path("/tmp/mine.carousel")
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    state = window.store.state
    assert title(window) == TITLE and state.steps == 0 and window.store.path is None and not window.store.modified
    assert state.view.panels == tuple(key for key in PANELS if key in ("network", "sequence", "weights"))
    assert window.store.began == f"New “{TITLE}”" and window.store.undo_label is None
    qtbot.waitUntil(lambda: window.windowTitle().startswith(TITLE))
    panel = window.panels["sequence"]
    assert isinstance(panel, SequencePanel) and window.focusWidget() is panel.entry.field  # a sentence can be typed


# what cannot be opened


def broken(path: Path) -> Path:
    path.write_bytes(b"PK\x03\x04 nonsense")
    return path


def empty(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def folder(path: Path) -> Path:
    path.mkdir()
    return path


def huge(path: Path) -> Path:
    with open(path, "wb") as file:
        file.truncate(2 * 2**30)
    return path


def newer(path: Path) -> Path:
    import json
    import zipfile

    session.save(path, scenes.document(), View())
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    raw = json.loads(parts["document.json"])
    raw["version"] = 99
    with zipfile.ZipFile(path, "w") as new:
        for name, data in parts.items():
            new.writestr(name, json.dumps(raw) if name == "document.json" else data)
    return path


BAD = {
    broken: "a damaged file or another kind",
    empty: "a damaged file or another kind",
    folder: "a folder or a device",
    huge: "at most 256 MB",
    newer: "99",
}


@pytest.mark.parametrize("make", BAD, ids=lambda make: make.__name__)
def test_what_cannot_be_read_is_told_and_nothing_is_asked(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], Path]
) -> None:
    path = make(tmp_path / "bad.carousel")
    edit(window)
    before, asked = window.store.state, answers(monkeypatch, window, Answer.Discard)
    for way in READING.values():
        way(window, path)
        assert window.store.state is before and not asked
        assert "bad.carousel" in window.toast.text and BAD[make] in window.toast.text
        window.toast.dismiss()


# the files opened last


def entries(window: MainWindow) -> list[QAction]:
    return [action for action in window.recent.actions() if action.data()]


def test_what_is_opened_and_saved_is_listed_the_newest_first(
    window: MainWindow, other: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = window.actions_by_key["recent"]
    assert not owner.isEnabled() and owner.menu() is window.recent
    mine = tmp_path / "mine & yours.carousel"
    monkeypatch.setattr(window.files, "_ask_save", lambda: mine)
    assert window.files.save()
    by_open(window, other)
    assert [action.data() for action in entries(window)] == [str(other), str(mine)] and owner.isEnabled()
    assert entries(window)[1].text() == "mine && yours.carousel"
    assert str(tmp_path) in entries(window)[1].toolTip() and "mine &amp; yours" in entries(window)[1].toolTip()
    by_recent(window, mine)
    assert window.store.path == mine and [action.data() for action in entries(window)] == [str(mine), str(other)]
    window.recent.actions()[-1].trigger()
    assert not window.files.recent.paths and not owner.isEnabled()


def test_a_file_that_is_gone_is_told_and_leaves_the_list(window: MainWindow, other: Path) -> None:
    window.files.recent.remember(other)
    other.unlink()
    before = window.store.state
    entries(window)[0].trigger()
    assert window.store.state is before and not entries(window)
    assert "other.carousel" in window.toast.text and "left the list" in window.toast.text


def test_the_list_is_short_and_each_file_is_in_it_once(tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    recent = RecentFiles(settings)
    for k in range(14):
        recent.remember(tmp_path / f"{k}.carousel")
    assert [path.stem for path in recent.paths] == [str(k) for k in range(13, 13 - MOST, -1)]
    recent.remember(tmp_path / "sub" / ".." / "9.carousel")
    (tmp_path / "link").symlink_to(tmp_path)
    recent.remember(tmp_path / "link" / "8.carousel")
    assert [path.stem for path in recent.paths][:4] == ["8", "9", "13", "12"] and len(recent.paths) == MOST
    settings.sync()
    again = RecentFiles(QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    assert again.paths == recent.paths


@pytest.mark.parametrize("kept", ["one.carousel", 3, None, [3, "one.carousel", ""], b"nonsense"])
def test_a_list_that_is_none_is_passed_over(tmp_path: Path, kept: object) -> None:
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    settings.setValue("recent", kept)
    recent = RecentFiles(settings)
    assert all(isinstance(path, Path) for path in recent.paths)
    recent.remember(tmp_path / "two.carousel")
    assert recent.paths[0] == tmp_path / "two.carousel"
    recent.remember(tmp_path / "\udcff.carousel")  # no text: it cannot be kept
    assert recent.paths[0] == tmp_path / "two.carousel"


def test_names_that_are_long_or_twice_there(window: MainWindow, tmp_path: Path) -> None:
    for path in (tmp_path / "a" / "x.carousel", tmp_path / "b" / "x.carousel", tmp_path / f"{'long ' * 40}.carousel"):
        window.files.recent.remember(path)
    long, second, first = (action.text() for action in entries(window))
    assert (first, second) == ("x.carousel — a", "x.carousel — b")
    assert "…" in long and long.startswith("long") and long.endswith(".carousel")


# dropping


def test_a_dragged_file_is_announced_and_opened(window: MainWindow, other: Path) -> None:
    ground = window.drops.ground
    data = data_of(other)
    assert drag(window, data).isAccepted() and ground.isVisible() and ground.plan.says == "Open “other.carousel”"
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert not ground.isVisible() and title(window) == "The red hat"
    drop(window, data)
    assert not ground.isVisible() and title(window) == "Another" and window.store.path == other


def test_of_several_files_the_first_is_opened_and_that_is_said(window: MainWindow, other: Path, tmp_path: Path) -> None:
    drop(window, data_of(other, tmp_path / "b.carousel", tmp_path / "c.png"))
    assert title(window) == "Another" and window.toast.text == "“other.carousel” is the first of 3 files"


@pytest.mark.parametrize("name, found", [("photo.png", "a .png file"), ("README", "a file of no kind")])
def test_other_kinds_are_told(window: MainWindow, tmp_path: Path, name: str, found: str) -> None:
    before, path = window.store.state, tmp_path / name
    path.write_bytes(b"")
    drop(window, data_of(path))
    assert window.store.state is before
    assert window.toast.text == f"{name}: expected a .carousel file, found {found}"


def test_steps_go_to_the_sequence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drops, "TITLES", {"network": "Network"})
    assert drops.plan([Path("steps.csv")]).refusal == "steps.csv: expected a .carousel file, found a .csv file"
    monkeypatch.setattr(drops, "TITLES", {"sequence": "Sequence"})
    chosen = drops.plan([Path("steps.csv")])
    assert chosen.path is None and chosen.says == "Drop it on the panel Sequence, which reads steps"


def test_what_is_no_file_is_not_taken(window: MainWindow) -> None:
    text = QMimeData()
    text.setText("words")
    assert not drag(window, text).isAccepted() and not window.drops.ground.isVisible()
    assert not drag(window, data_of("https://example.org/x.carousel")).isAccepted()


def test_a_file_may_be_dropped_anywhere(open_window: Open, other: Path) -> None:
    """What takes drops itself, as a picture's scene does, would keep them from the window."""
    window = open_window(tuple(key for key in PANELS if key != "sequence"))
    data = data_of(other)
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and not widget.isWindow():
            drag(widget, data)
            assert window.drops.ground.isVisible(), widget
            window.drops.leave()


# the name


def typed(window: MainWindow, text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    field = window.bar.document.field
    assert field is not None and field.hasFocus() and field.selectedText() == field.text()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, key)


def test_a_double_click_renames(window: MainWindow, qtbot: QtBot) -> None:
    name = window.bar.document
    QTest.mouseDClick(name, Qt.MouseButton.LeftButton)
    typed(window, "  My own hat ")
    qtbot.waitUntil(lambda: name.text() == "My own hat\u2009•")
    assert name.field is None and window.hasFocus()
    assert window.store.labels == ("", "Rename to “My own hat”")
    window.actions_by_key["undo"].trigger()
    assert title(window) == "The red hat"


def test_the_key_renames_and_esc_keeps(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_F2)
    typed(window, "Something", Qt.Key.Key_Escape)
    assert title(window) == "The red hat" and window.bar.document.field is None and window.hasFocus()
    window.actions_by_key["rename"].trigger()
    typed(window, "The red hat")
    assert window.store.undo_label is None


def test_keys_of_the_window_are_letters_of_the_name(window: MainWindow) -> None:
    window.actions_by_key["rename"].trigger()
    typed(window, "a ? b c")
    assert title(window) == "a ? b c" and window.store.state.view.cursor == 9 and not window.player.playing


@pytest.mark.parametrize("text, found", [("   ", "nothing"), ("x" * 81, "81 characters")])
def test_no_name_is_told_and_can_be_mended(window: MainWindow, text: str, found: str) -> None:
    window.actions_by_key["rename"].trigger()
    typed(window, text)
    field = window.bar.document.field
    assert field is not None and field.property("invalid") and found in window.toast.text
    assert title(window) == "The red hat"
    typed(window, "Mended")
    assert title(window) == "Mended" and not window.toast.text or window.store.labels[-1] == "Rename to “Mended”"


def test_going_elsewhere_takes_a_name_that_holds(window: MainWindow) -> None:
    for text, then in (("Kept", "Kept"), (" ", "Kept")):
        window.actions_by_key["rename"].trigger()
        field = window.bar.document.field
        assert field is not None
        QTest.keyClicks(field, text)
        window.setFocus()
        assert window.bar.document.field is None and title(window) == then


def test_markup_in_a_name_is_not_read(window: MainWindow) -> None:
    window.store.edit(set_title, "<b>A & B</b>", label="Rename")
    window.store.publish()
    window.bar.document.renamed.emit("<i>C & D</i>")
    window.store.publish()
    assert "&lt;i&gt;C &amp; D" in window.bar.document.toolTip()
    undo = window.bar.buttons[0]
    assert "&lt;i&gt;C &amp; D" in undo.toolTip() and undo.accessibleName() == "Undo: Rename to “<i>C & D</i>”"
    assert window.actions_by_key["undo"].text() == "Undo: Rename to “<i>C && D</i>”"
    assert window.bar.document.text().startswith("<i>C")


# saving


@pytest.mark.parametrize(
    "given, name",
    [
        ("The red hat", "The red hat.carousel"),
        ("a/b\\c: d?", "a-b-c- d-.carousel"),
        ("..", "Untitled.carousel"),
        ("é" * 200, f"{'é' * 100}.carousel"),
    ],
)
def test_names_of_files(given: str, name: str) -> None:
    assert file_name(given) == name


def test_what_is_suggested_follows_the_name(window: MainWindow, tmp_path: Path) -> None:
    files = window.files
    files.settings.setValue("folder", str(tmp_path))
    assert files._suggested() == tmp_path / "The red hat.carousel"
    window.store.saved(tmp_path / "sub" / "mine.carousel")
    assert files._suggested() == tmp_path / "sub" / "mine.carousel"
    window.store.edit(set_title, "A green hat", label="Rename")
    assert files._suggested() == tmp_path / "sub" / "A green hat.carousel"


@pytest.mark.parametrize("code, at", [(errno.ENOSPC, "fsync"), (errno.EROFS, "open"), (errno.EACCES, "replace")])
def test_a_disk_that_fails_is_told_and_the_old_file_is_whole(
    window: MainWindow, other: Path, monkeypatch: pytest.MonkeyPatch, code: int, at: str
) -> None:
    by_open(window, other)
    kept = other.read_bytes()
    edit(window)

    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    if at == "open":
        monkeypatch.setattr(session, "open", fail, raising=False)
    else:
        monkeypatch.setattr(os, at, fail)
    window.actions_by_key["save"].trigger()
    monkeypatch.undo()
    assert os.strerror(code) in window.toast.text and "other.carousel" in window.toast.text
    assert window.store.modified and other.read_bytes() == kept
    assert [path.name for path in other.parent.iterdir() if path.suffix in (".carousel", ".part")] == ["other.carousel"]
    window.actions_by_key["save"].trigger()
    assert not window.store.modified and other.read_bytes() != kept


def test_a_file_is_not_replaced_unasked(window: MainWindow, other: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The dialog asks about the name that is typed; with the ending put behind it, it may be that of another file."""
    asked: list[Path] = []
    typed_name = str(other.with_suffix(""))
    monkeypatch.setattr("gui.files.QFileDialog.getSaveFileName", lambda *_: (typed_name, ""))
    monkeypatch.setattr(window.files, "_ask_replace", lambda path: asked.append(path))
    before = other.read_bytes()
    edit(window)
    assert not window.files.save_as() and asked == [other] and other.read_bytes() == before


# the same again


@pytest.fixture
def files(qtbot: QtBot, tmp_path: Path) -> Iterator[Files]:
    """Files without the panels of a window."""
    ground = QWidget()
    qtbot.addWidget(ground)
    store = Store(*first_scene(), ground)
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    yield Files(store, Toast(LIGHT, ground), settings, ground)


SCENES: dict[str, Callable[[], tuple[Document, View]]] = {
    **{name: (lambda change=change: change(*first_scene())) for name, change in STATES.items()},  # type: ignore[misc]
    **{name: (lambda name=name: (wired_scenes.document(name), View(cursor=5))) for name in wired_scenes.WIRED},
}


@pytest.mark.parametrize("name", SCENES)
def test_every_scene_comes_back_as_it_was(files: Files, tmp_path: Path, name: str) -> None:
    document, view = SCENES[name]()
    if len(document.title) > 80:
        document = replace(document, title="A title that is long")
    view = replace(view, panels=("network", "cell", "weights"), speed=5.0, unit=1, across="h", before=True, ghost=False)
    files.store.open(document, view)
    state = files.store.state
    assert files._save_to(tmp_path / "kept.carousel")
    files.store.open(*first_scene())
    assert files.open_path(tmp_path / "kept.carousel")
    again = files.store.state
    assert again.view == state.view and again.document is not state.document
    assert session.dumps(again.document, again.view) == session.dumps(state.document, state.view)
    assert not files.store.modified and files.store.saved_position == 0


def test_the_window_comes_back_as_it_was(open_window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    window, path = open_window(("network", "timeline", "weights", "history")), tmp_path / "kept.carousel"
    edit(window)
    window.store.look(cursor=6, unit=2, signal="f", unfolded=True, hidden=(1,), formulas="symbols")
    window.store.publish()
    state = window.store.state
    monkeypatch.setattr(window.files, "_ask_save", lambda: path)
    assert window.files.save()
    window.close()
    again = open_window(("network",))
    assert again.files.open_path(path)
    again.store.publish()
    assert again.store.state.view == state.view
    assert again.arrangement.shown == ("network", "timeline", "weights", "history")
    assert session.dumps(again.store.state.document, View()) == session.dumps(state.document, View())


# back to before training


def test_rewind_stands_in_the_menu_and_does_something_or_is_off(window: MainWindow) -> None:
    action = window.actions_by_key["rewind"]
    assert action.isEnabled() and action.text() == "Rewind LSTM to before training"
    action.trigger()
    window.store.publish()
    model = window.store.state.model
    assert model.start is not None and model.network.equals(model.start)
    assert window.store.undo_label == "Rewind LSTM" and not action.isEnabled()
    window.store.look(model=1)
    window.store.publish()
    assert action.isEnabled() and "Rewind LSTM" not in action.text()
    window.files.store.open(replace(scenes.document(), models=(replace(model, start=None),)), View())
    window.store.publish()
    assert not action.isEnabled()
