"""What the tests of panels share."""

from __future__ import annotations

import pytest

from gui.panel_list import PANELS
from gui.panels.panel import Panel


@pytest.fixture(params=PANELS, ids=[panel.key for panel in PANELS])
def any_panel(request: pytest.FixtureRequest) -> type[Panel]:
    """Every panel of the window, one after the other."""
    kind: type[Panel] = request.param
    return kind
