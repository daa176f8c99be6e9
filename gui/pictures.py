"""Every panel and the window as PNG files: in the states that matter, in both themes and three sizes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QCoreApplication, QEvent, QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from core.document import Document
from core.errors import CarouselError
from core.state import View
from gui.app import make_application
from gui.export import picture, save_png
from gui.main_window import window_picture
from gui.panel_list import panel_class, panel_classes
from gui.picture_states import STATES, WINDOW, states_of
from gui.presets import first_scene
from gui.theme import DARK, LIGHT, Theme, apply

THEMES = {"light": LIGHT, "dark": DARK}
SIZES = {"small": 0.6, "medium": 1.0, "large": 1.6}  # of a panel, beside its own
WINDOW_SIZES = {"small": QSize(960, 600), "medium": QSize(1440, 900), "large": QSize(1920, 1080)}


@dataclass(frozen=True)
class Shot:
    """One picture: of a panel (by its key) or the window, in a state, a theme and a size (all by name)."""

    key: str
    state: str
    theme: str
    size: str

    @property
    def name(self) -> str:
        """Such as "cell-clamped-dark-medium"."""
        return f"{self.key}-{self.state}-{self.theme}-{self.size}"


def keys() -> tuple[str, ...]:
    """What there are pictures of: every panel, and the window."""
    return (*(kind.key for kind in panel_classes()), WINDOW)


def shots(
    only: Sequence[str] = (), themes: Sequence[str] = tuple(THEMES), sizes: Sequence[str] = tuple(SIZES)
) -> Iterator[Shot]:
    """Every picture there is, or those of these panels, themes and sizes; CarouselError for an unknown panel."""
    known = keys()
    if unknown := [key for key in only if key not in known]:
        raise CarouselError("--only", f"some of {', '.join(known)}", repr(unknown[0]))
    for key in known:
        if not only or key in only:
            for state in states_of(key):
                yield from (Shot(key, state, theme, size) for theme in themes for size in sizes)


def draw(shot: Shot, scale: float = 1.0) -> QImage:
    """The picture, `scale` pixels for each of the size's."""
    theme = THEMES[shot.theme]
    _wear(theme)
    document, view = scene(shot.state)
    if shot.key == WINDOW:
        image = window_picture(document, view, theme, WINDOW_SIZES[shot.size], scale)
    else:
        kind = panel_class(shot.key)
        image = picture(kind, document, view, theme, kind.picture_size * SIZES[shot.size], scale)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # no event loop does it here
    return image


@cache
def scene(state: str) -> tuple[Document, View]:
    """The first scene at its question, in a state."""
    document, view = first_scene()
    asked = document.question.asked if document.question else len(document.sequence) - 1
    document, view = STATES[state](document, replace(view, cursor=asked))
    return document, view.fitted(document)


def write(folder: Path, chosen: Iterable[Shot], scale: float = 1.0, say: Callable[[str], None] = print) -> None:
    """Draw pictures into a folder, made if it is missing; each file's name is said, and how many and how long.

    CarouselError where the folder or a file cannot be written.
    """
    make_application()
    chosen = list(chosen)
    start = perf_counter()
    _make(folder)
    for shot in chosen:
        path = folder / f"{shot.name}.png"
        save_png(draw(shot, scale), path)
        say(path.name)
    say(f"{len(chosen)} pictures in {perf_counter() - start:.1f} s")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CarouselError(str(folder), "a folder that can be written", error.strerror or repr(error)) from None


def _wear(theme: Theme) -> None:
    """The whole application in a theme: menus and tool tips take theirs from it."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply(theme, application)
