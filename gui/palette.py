"""Arithmetic of colours: contrast as WCAG 2.2 defines it, mixing and lightness in OKLab (Ottosson 2020)."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QColor

Lab = tuple[float, float, float]


def contrast(first: QColor, second: QColor) -> float:
    """The WCAG contrast ratio of two opaque colours, 1 to 21."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: QColor) -> float:
    """The WCAG relative luminance of an opaque colour, 0 to 1."""
    red, green, blue = (_linear(c) for c in (colour.red(), colour.green(), colour.blue()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mixed(first: QColor, second: QColor, share: float) -> QColor:
    """`first` with `share` (0..1) of `second` over it, as painting with that opacity gives."""
    return QColor(
        round(_between(first.red(), second.red(), share)),
        round(_between(first.green(), second.green(), share)),
        round(_between(first.blue(), second.blue(), share)),
    )


def oklab_mixed(first: QColor, second: QColor, share: float) -> QColor:
    """Between two colours, in steps that look even."""
    a, b = _to_lab(first), _to_lab(second)
    return _from_lab((_between(a[0], b[0], share), _between(a[1], b[1], share), _between(a[2], b[2], share)))


def legible(colour: QColor, ground: QColor, ratio: float) -> QColor:
    """The nearest lightness of `colour`, hue kept, that has at least `ratio` contrast to `ground`."""
    if contrast(colour, ground) >= ratio:
        return colour
    lightness, a, b = _to_lab(colour)
    end = 0.0 if luminance(ground) > 0.18 else 1.0
    near, far = lightness, end
    for _ in range(12):
        middle = (near + far) / 2
        if contrast(_from_lab((middle, a, b)), ground) >= ratio:
            far = middle
        else:
            near = middle
    return _from_lab((far, a, b))


def _between(a: float, b: float, share: float) -> float:
    return a + (b - a) * share


@cache
def _linear(channel: int) -> float:
    c = channel / 255
    return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4


def _encoded(c: float) -> int:
    c = min(1.0, max(0.0, c))
    return round(255 * (12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055))


def _to_lab(colour: QColor) -> Lab:
    r, g, b = (_linear(c) for c in (colour.red(), colour.green(), colour.blue()))
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    medium = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _from_lab(lab: Lab) -> QColor:
    lightness, a, b = lab
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return QColor(
        _encoded(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _encoded(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _encoded(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )
