"""The ways of the diagram's edges, as Bezier curves: pure, knows no Qt."""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from gui.diagram.layout import Group, Key, Layout

SAMPLES = 25


def curves(layout: Layout, source: Key, target: Key, shift: float = 0.0) -> Array:
    """(targets, sources, 4, 2): the Bezier curves of all edges from one group to another.

    They leave at the right of a node and arrive at the left of one, each at a place of its own, in the order of what
    is at their other ends. `shift` bends them down by so many pixels, for a second matrix between the same groups.
    """
    a, b = layout.groups[source], layout.groups[target]
    before, together = _ports(layout, source, target)
    out = _port_heights(np.arange(len(b.y)), len(b.y), a.height)
    into = _port_heights(before + np.arange(len(a.y)), together, b.height - 2 * b.ring)
    shape = (len(b.y), len(a.y))
    points = np.empty((*shape, 4, 2))
    points[..., 0, 0] = np.broadcast_to((a.x + _half_width(a, out))[:, None], shape)
    points[..., 0, 1] = a.y[None, :] + out[:, None]
    points[..., 3, 0] = np.broadcast_to((b.x - _half_width(b, into))[None, :], shape)
    points[..., 3, 1] = b.y[:, None] + into[None, :]
    reach = 0.46 * (b.left - a.right)
    points[..., 1, 0], points[..., 1, 1] = points[..., 0, 0] + reach, points[..., 0, 1] + shift
    points[..., 2, 0], points[..., 2, 1] = points[..., 3, 0] - reach, points[..., 3, 1] + shift
    return points


def sampled(points: Array, count: int = SAMPLES) -> Array:
    """(..., count, 2): points along Bezier curves (..., 4, 2)."""
    t = np.linspace(0.0, 1.0, count)[:, None]
    basis = np.concatenate([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3], axis=1)
    return basis @ points


def distances(samples: Array, x: float, y: float) -> Array:
    """(edges,): how far a point is from the polylines (edges, count, 2)."""
    start, along = samples[:, :-1], np.diff(samples, axis=1)
    to = np.array([x, y]) - start
    length = np.maximum((along**2).sum(axis=-1), 1e-12)
    t = np.clip((to * along).sum(axis=-1) / length, 0.0, 1.0)
    gap = to - t[..., None] * along
    return np.sqrt((gap**2).sum(axis=-1).min(axis=1))


def _ports(layout: Layout, source: Key, target: Key) -> tuple[int, int]:
    """How many edges arrive at a node of `target` above those from `source`, and how many in all."""
    sources = [key for key in layout.groups if layout.shape.leads(key, target)]
    before = sum(len(layout.groups[key].y) for key in sources[: sources.index(source)])
    return before, sum(len(layout.groups[key].y) for key in sources)


def _port_heights(index: Array, count: int, height: float) -> Array:
    return ((index + 0.5) / count - 0.5) * 0.66 * height


def _half_width(group: Group, offset: Array) -> Array:
    """Half the width of a stadium at a height above or below its middle."""
    radius = group.height / 2
    return group.width / 2 - radius + np.sqrt(np.maximum(radius**2 - offset**2, 0.0))
