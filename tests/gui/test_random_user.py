"""A random user never makes the window raise, leak, or show anything but what a fresh one shows."""

from __future__ import annotations

import gc
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from core.document import Document
from core.errors import CarouselError
from core.session import dumps, loads
from core.state import FIRST_PANELS, State, View
from gui.main_window import MainWindow
from gui.panel_list import TITLES, panel_class
from gui.panels.panel import Panel
from gui.store import Store
from tests.gui.conftest import Open
from tests.gui.random_user import RandomUser

OWN = ("history", "editor")  # what came before, and how wide the text stood, beside the State
ROUNDED = 4  # of 255
MOST_DOCUMENTS = 700  # 500 steps of the history and what is being looked at


def settled() -> None:
    """All that is due is done: publications, paintings, deletions."""
    for _ in range(2):
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def check_against_fresh(state: State) -> None:
    """What the state derives is what a document read from its file gives, to the bit; and the file is stable."""
    data = dumps(state.document, state.view)
    document, view = loads(data)
    assert dumps(document, view) == data and view == state.view
    fresh = State(document, view)
    for index, model in enumerate(document.models):
        if state.steps:
            ours, theirs = state.trace(index), fresh.trace(index)
            assert np.array_equal(ours.output, theirs.output, equal_nan=True)
            for layer, chosen in enumerate(model.network.layers):
                for signal in chosen.cell.signals:
                    assert np.array_equal(ours[layer, signal], theirs[layer, signal], equal_nan=True)


def check_panels(window: MainWindow) -> None:
    """Every panel that is seen looks as one that was made just now for the same state."""
    store = window.store
    store.forget_earlier()
    settled()
    for key in (key for key in store.state.view.panels if key not in OWN):
        panel = window.panels[key]
        if not panel.isVisible():
            continue
        assert not (found := difference(panel, picture(panel), fresh_picture(panel, key, store))), found


def picture(panel: Panel) -> QImage:
    image = panel.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.fillRect(QRect(image.width() - 20, 0, 20, 32), QColor("white"))  # the dock's cross, there under the mouse
    painter.end()
    return image


def fresh_picture(panel: Panel, key: str, used: Store) -> QImage:
    """The panel made just now, of a store that was opened on the same document and edited once."""
    state, scrolled = used.state, [bar.value() for bar in bars(panel)]
    store = Store(used.opened, state.view)
    store.edit(lambda _: state.document, label="all of it")
    store.look(**vars(state.view))
    store.forget_earlier()
    host = QWidget()
    fresh = panel_class(key)(store, panel.theme, host)
    try:
        fresh.resize(panel.size())
        host.resize(panel.size())
        host.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        host.setFocus()  # none of the panel's own controls has it
        host.show()
        settled()
        for bar, value in zip(bars(fresh), scrolled, strict=False):
            bar.setValue(value)
        settled()
        return picture(fresh)
    finally:
        host.deleteLater()
        store.deleteLater()
        settled()


def bars(panel: Panel) -> list[QScrollBar]:
    return [bar for bar in panel.findChildren(QScrollBar) if bar.isVisible()]


def difference(panel: Panel, now: QImage, anew: QImage) -> str:
    """Where two pictures differ by more than a blend is rounded, in words; "" where they do not."""
    one, other = pixels(now), pixels(anew)
    if one.shape != other.shape:
        return f"{panel.key}: another size"
    places = np.argwhere(np.abs(one - other) > ROUNDED)
    if not len(places):
        return ""
    (top, left), (bottom, right) = places.min(0).tolist(), places.max(0).tolist()
    return f"{panel.key}: {len(places)} bytes within x {left // 4}..{right // 4}, y {top}..{bottom}"


def pixels(image: QImage) -> np.ndarray:
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine()).astype(int)


@pytest.fixture
def window(open_window: Open) -> MainWindow:
    return open_window(panels=FIRST_PANELS)


def act(window: MainWindow, seed: int, count: int, check: Callable[[int], None]) -> None:
    user, done = RandomUser(window.store, seed), []
    for number in range(count):
        done.append(user.act())
        if number % 3 == 2:
            window.store.publish()
            QApplication.processEvents()
        try:
            check(number)
        except AssertionError as error:
            last = ", ".join(done[-12:])
            raise AssertionError(f"seed {seed}, after {number + 1} acts ({last}): {error}") from error


@pytest.mark.parametrize("seed", range(3))
def test_a_random_user_sees_what_a_fresh_window_shows(window: MainWindow, seed: int) -> None:
    def check(number: int) -> None:
        if number % 20 == 19:
            check_against_fresh(window.store.state)
        if number % 50 == 49:
            check_panels(window)

    act(window, seed, 150, check)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_ten_thousand_acts_of_a_random_user(window: MainWindow, qtbot: QtBot) -> None:
    def check(number: int) -> None:
        if number % 100 == 99:
            check_against_fresh(window.store.state)
        if number % 250 == 249:
            check_panels(window)
        if number % 2_500 == 2_499:
            counts.append(rested(window))

    counts: list[int] = []
    act(window, 20_261_126, 10_000, check)
    gc.collect()
    kept = sum(isinstance(thing, Document) for thing in gc.get_objects())
    assert kept <= MOST_DOCUMENTS
    # what is made when it is first shown stays; what is made anew each time would come to thousands
    assert counts[-1] <= counts[0] + 60, f"objects of the window at rest: {counts}"


def rested(window: MainWindow) -> int:
    """How many objects the window has, all panels shown on the document as it was opened."""
    store = window.store
    state = store.state
    store.go_to(0)
    store.look(**vars(View(panels=tuple(TITLES))))
    settled()
    count = len(window.findChildren(QObject))
    store.go_to(len(store.labels) - 1)
    store.look(**vars(state.view))
    settled()
    return count


def test_the_check_sees_what_is_not_fresh(window: MainWindow) -> None:
    window.panels["timeline"].header.set_subtitle("something else")
    with pytest.raises(AssertionError, match="timeline"):
        check_panels(window)


def test_the_check_sees_what_is_computed_otherwise(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    state, real = window.store.state, State.trace
    other = state.trace(1)
    monkeypatch.setattr(State, "trace", lambda self, index: other if self is state else real(self, index))
    with pytest.raises((AssertionError, CarouselError)):
        check_against_fresh(state)
