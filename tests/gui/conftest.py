"""What the tests of panels share."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from gui.fonts import load_fonts
from gui.panel_list import panel_classes
from gui.panels.panel import Panel


@pytest.fixture(params=panel_classes(), ids=[panel.key for panel in panel_classes()])
def any_panel(request: pytest.FixtureRequest) -> type[Panel]:
    """Every panel of the window, one after the other."""
    kind: type[Panel] = request.param
    return kind


@pytest.fixture(scope="session", autouse=True)
def shipped_fonts(qapp: QApplication) -> None:
    """The shipped typefaces are there before any text is laid out, as in the app: laid-out texts are kept."""
    load_fonts()
