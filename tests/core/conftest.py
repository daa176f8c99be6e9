"""What the core's tests share: every cell that ships, every task."""

from __future__ import annotations

from typing import cast

import pytest

from core.cells import Cell, cell_names, load_cell
from tests.core.any_task import CASES, TaskCase


@pytest.fixture(params=cell_names())
def any_cell(request: pytest.FixtureRequest) -> Cell:
    """Every cell in resources/cells."""
    return load_cell(request.param)


@pytest.fixture(params=CASES, ids=str)
def any_task(request: pytest.FixtureRequest) -> TaskCase:
    """Every task, in each of its forms."""
    return cast(TaskCase, request.param)
