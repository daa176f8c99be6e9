"""Back to before training: offered only where it changes something."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.clamps import Clamp
from core.document import Document, set_clamp, set_weight
from core.errors import CarouselError
from core.model_edits import can_rewind, rewind
from tests.core import scenes, wired_scenes


@pytest.mark.parametrize("document", [scenes.document(), wired_scenes.document("in blocks")], ids=["plain", "blocks"])
def test_what_can_be_rewound_changes_and_then_cannot(document: Document) -> None:
    assert can_rewind(document, 0)
    back = rewind(document, 0)
    assert back is not document and not can_rewind(back, 0) and rewind(back, 0) is back


def test_one_weight_is_enough() -> None:
    back = rewind(scenes.document(), 1)
    name = next(iter(back.models[1].network.layers[0].parameters))
    index = (0,) * back.models[1].network.parameter(0, name).ndim
    assert can_rewind(set_weight(back, 1, 0, name, index, 7.5), 1)


def test_clamps_alone_are_nothing_to_rewind() -> None:
    back = rewind(scenes.document(), 0)
    held = set_clamp(back, 0, Clamp(0, "f", 0, 0.0))
    assert not can_rewind(held, 0) and rewind(held, 0) is held


def test_without_a_start_or_at_it_there_is_no_way_back() -> None:
    document = scenes.document()
    unknown = replace(document, models=(replace(document.models[0], start=None),))
    assert not can_rewind(unknown, 0)
    with pytest.raises(CarouselError, match="none kept"):
        rewind(unknown, 0)
    untrained = replace(document, models=(replace(document.models[0], start=document.models[0].network),))
    assert not can_rewind(untrained, 0)
