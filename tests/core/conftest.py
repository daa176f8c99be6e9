"""What the core's tests share: every cell that ships."""

from __future__ import annotations

import pytest

from core.cells import Cell, cell_names, load_cell


@pytest.fixture(params=cell_names())
def any_cell(request: pytest.FixtureRequest) -> Cell:
    """Every cell in resources/cells."""
    return load_cell(request.param)
