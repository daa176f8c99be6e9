"""LaTeX -> drawings of formulas that are sharp at every size, in the colours of a theme.

The library that sets them is loaded with the first formula. It takes 10 to 40 ms for a line, so each is set once.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import ModuleType

from PySide6.QtCore import QByteArray, QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgRenderer

SIZE = 18  # of the letters, in pixels, where there is room
LONGEST = 1200  # characters of LaTeX; what is longer takes seconds, and fits on no screen
BLACK = "#000000"  # words


@dataclass(frozen=True)
class Drawing:
    """A formula as SVG, with the box it fills, in pixels: y is 0 at the baseline."""

    svg: str
    left: float
    top: float
    width: float
    height: float

    @property
    def ascent(self) -> float:
        """How far it reaches above the baseline."""
        return -self.top

    @property
    def descent(self) -> float:
        """How far it reaches below the baseline."""
        return self.height + self.top


@lru_cache(maxsize=512)
def drawing(latex: str) -> Drawing | None:
    """The drawing of a formula; None for one that cannot be set, or not in good time."""
    if len(latex) > LONGEST:
        return None
    try:
        svg: str = _library().Latex(latex, size=SIZE, inline=False).svg()
    except Exception:  # whatever a library for text of all kinds may raise: the words are shown instead
        return None
    box = re.search(r'viewBox="([^"]*)"', svg)
    if box is None:
        return None
    left, top, width, height = (float(part) for part in box[1].split())
    return Drawing(svg.replace('"black"', f'"{BLACK}"'), left, top, width, height)


@cache
def _library() -> ModuleType:
    with warnings.catch_warnings():
        # WORKAROUND: ziafont 0.11 opens its typefaces by importlib.resources.path, which Python 3.11 and 3.12 deprecate
        warnings.simplefilter("ignore", DeprecationWarning)
        import ziamath
    ziamath.config.svg2 = False  # QtSvg knows no symbols that are used from elsewhere in the text
    return ziamath


def paint(painter: QPainter, at: QPointF, found: Drawing, scale: float, colours: Mapping[str, str]) -> None:
    """Paint a drawing with its baseline and left edge `at` a point; `colours` take the place of those in it."""
    box = QRectF(at.x(), at.y() - scale * found.ascent, scale * found.width, scale * found.height)
    _renderer(found.svg, tuple(colours.items())).render(painter, box)


@lru_cache(maxsize=512)
def _renderer(svg: str, colours: tuple[tuple[str, str], ...]) -> QSvgRenderer:
    wanted = dict(colours)
    coloured = re.sub(r"#[0-9a-f]{6}", lambda found: wanted.get(found[0], found[0]), svg)
    return QSvgRenderer(QByteArray(coloured.encode()))
