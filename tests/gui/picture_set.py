"""The pictures that are kept as references: of every panel and the window, where a layout breaks first."""

from __future__ import annotations

from pathlib import Path

from gui.panel_list import TITLES
from gui.picture_states import WINDOW
from gui.pictures import Shot

FOLDER = Path(__file__).resolve().parents[1] / "data" / "pictures"

# a line for each: key, state, theme, size
CHOSEN = """
window all-panels light small
window long-names dark small
network rest light small
network rnn dark small
network clamped dark small
network cut light small
network long-names light small
network 64-units dark small
cell rest light small
cell held dark small
cell gru light small
cell long-names dark small
cell 64-units light small
timeline rest dark small
timeline first-step light small
timeline long-names light small
timeline long-sentence dark small
timeline unfolded light small
timeline across dark small
gradient rest light small
gradient before-training dark small
gradient many-models light small
gradient long-sentence dark small
gradient first-step light small
weights rest light small
weights cut dark small
weights long-names light small
equations rest light small
equations symbols dark small
equations numpy light small
models rest light small
models many-models dark small
editor lstm_nfg light small
editor typed-cell dark small
"""


def chosen() -> list[Shot]:
    """Those of the panels that there are; of a panel without a line, at rest in both themes."""
    shots = [Shot(*line.split()) for line in CHOSEN.split("\n") if line]
    named = {shot.key for shot in shots}
    others = [Shot(key, "rest", theme, "small") for key in TITLES if key not in named for theme in ("light", "dark")]
    return [shot for shot in shots + others if shot.key in (WINDOW, *TITLES)]


def path_of(shot: Shot) -> Path:
    """Where a picture's reference is."""
    return FOLDER / f"{shot.name}.png"
