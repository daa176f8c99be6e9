"""What the tests of panels share."""

from __future__ import annotations

import pytest

from gui.panel_list import panel_classes
from gui.panels.panel import Panel


@pytest.fixture(params=panel_classes(), ids=[panel.key for panel in panel_classes()])
def any_panel(request: pytest.FixtureRequest) -> type[Panel]:
    """Every panel of the window, one after the other."""
    kind: type[Panel] = request.param
    return kind
