"""Where things stand in the decay picture: a fixed logarithmic axis upward, steps back in time to the right."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

FLOOR, TOP = -6.0, 1.0  # of the axis, log10 of the gain
BEYOND = 60.0  # decades; a line is led no further off the axis
POWERS = (0, -2, -4, -6)

_ABOVE, _BELOW = 18.0, 20.0  # margins of the plot, in pixels
_BEFORE = 12.0  # from the axis to lag 0


@dataclass(frozen=True)
class Frame:
    """The plot's rectangle in pixels, and `scale`, pixels per lag."""

    rect: QRectF
    scale: float
    lags: int

    def __hash__(self) -> int:
        return hash((self.rect.getRect(), self.scale, self.lags))

    @classmethod
    def fit(cls, width: float, height: float, lags: int, left: float, after: float) -> Frame:
        """A frame in a widget of this size, with `left` for the axis and `after` behind the largest lag."""
        rect = QRectF(left, _ABOVE, max(1.0, width - left - 1.0), max(1.0, height - _ABOVE - _BELOW))
        return cls(rect, max(0.01, (rect.width() - _BEFORE - after) / max(1, lags)), lags)

    @property
    def x_range(self) -> tuple[float, float]:
        """The lags at the left and the right edge."""
        first = -_BEFORE / self.scale
        return first, first + self.rect.width() / self.scale

    def x(self, lag: float) -> float:
        """The pixel of a lag."""
        return self.rect.left() + _BEFORE + lag * self.scale

    def y(self, log10_gain: float) -> float:
        """The pixel of a gain; off the axis, off the rectangle."""
        return self.rect.top() + (TOP - log10_gain) / (TOP - FLOOR) * self.rect.height()

    def point(self, lag: float, log10_gain: float) -> QPointF:
        """The pixel of a value, no further than the axis goes."""
        if math.isnan(log10_gain):
            return QPointF(self.x(lag), self.rect.top())
        return QPointF(self.x(lag), self.y(min(TOP, max(FLOOR, log10_gain))))

    def lag_at(self, point: QPointF) -> int | None:
        """The lag nearest to a pixel; None outside the rectangle."""
        if not self.rect.contains(point):
            return None
        return min(self.lags, max(0, round((point.x() - self.x(0)) / self.scale)))
