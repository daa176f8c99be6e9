"""Numbers as text of a fixed count of characters, so that nothing jumps while they change."""

from __future__ import annotations

import math
import re

MINUS = "\u2212"
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)


def number(v: float, digits: int = 2, signed: bool = True) -> str:
    """`v` in a fixed width: "+0.89", "\u22120.57", never "-0.00"; 1 + digits figures, the point and the sign.

    Larger values give up decimals ("+12.3", " +123"), then become "+1e+5" and "+1e10"; only beyond 1e100
    is the text longer. NaN is "  nan", infinity " +inf".
    """
    style = "+" if signed else ""
    width = len(style) + 1 + (digits + 1 if digits else 0)
    text = f"{v:{style}.{digits}f}"
    if len(text) != width:
        text = _fitted(v, digits, style, width).rjust(width)
    if "-" in text and math.isfinite(v) and "e" not in text and float(text) == 0.0:
        return f"{0.0:{style}.{digits}f}"
    return text.replace("-", MINUS)


def probability(v: float) -> str:
    """`v` in 0..1 with three decimals: "0.998"."""
    return number(v, digits=3, signed=False)


def parse_number(text: str) -> float:
    """The number a person typed: "1e-3", "-.5", "0,25", "\u22120.57".

    Raises ValueError with a sentence for the reader that says what was found and what is expected.
    """
    tidy = text.strip().replace(MINUS, "-")
    if "." not in tidy and tidy.count(",") == 1:
        tidy = tidy.replace(",", ".")
    if not tidy:
        raise ValueError("Nothing was typed. Type a number, for example -0.5 or 1e-3.")
    if not _NUMBER.fullmatch(tidy):
        raise ValueError(f"\u201c{_short(text)}\u201d is not a number. Type one such as -0.5 or 1e-3.")
    value = float(tidy)
    if not math.isfinite(value):
        raise ValueError(f"\u201c{_short(text)}\u201d is too large for a number of the computer.")
    return value


def _fitted(v: float, digits: int, style: str, width: int) -> str:
    """`v` with as many decimals as the width leaves, else with an exponent."""
    if math.isnan(v):
        return "nan"
    if math.isinf(v):
        return f"{v:{style}}"
    for fewer in range(digits - 1, -1, -1):
        text = f"{v:{style}.{fewer}f}"
        if len(text) <= width:
            return text
    mantissa, exponent = f"{v:{style}.0e}".split("e")
    text = f"{mantissa}e{int(exponent):+d}"
    short = text if len(text) <= width else f"{mantissa}e{int(exponent)}"
    return min(short, f"{v:{style}.0f}", key=len)


def _short(text: str, most: int = 24) -> str:
    return text if len(text) <= most else text[: most - 1] + "\u2026"
