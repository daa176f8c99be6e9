"""What a decay says, in words and figures: gains, half-lives, reaches, and one sentence about it all."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from gui.decay.curve import Curve

ZONE = -3.0  # log10 of the gain under which almost nothing was learnt in our test
FEWEST_LAGS = 3  # for a fit
EXTRAPOLATED = " (extrapolated)"

_RAISED = str.maketrans("-0123456789", "\u207b\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")


def power_text(exponent: int) -> str:
    """A power of ten with its exponent raised: "10\u207b\u2076"."""
    return "10" + str(exponent).translate(_RAISED)


def gain_text(log10_gain: float) -> str:
    """A gain to two figures from its logarithm: "0.42", "12", "3.1\u00d710\u207b\u2075"; an exact zero is "0"."""
    if math.isnan(log10_gain):
        return "no number"
    if math.isinf(log10_gain):
        return "\u221e" if log10_gain > 0 else "0"
    exponent = math.floor(log10_gain)
    mantissa = f"{10.0 ** (log10_gain - exponent):.1f}"
    if mantissa == "10.0":
        mantissa, exponent = "1.0", exponent + 1
    if -2 <= exponent <= 2:
        return f"{float(mantissa) * 10.0**exponent:.{max(0, 1 - exponent)}f}"
    return f"{mantissa}\u00d7{power_text(exponent)}"


def rough_text(log10_gain: float) -> str:
    """A gain as in `gain_text`, its powers of ten to one figure: "3\u00d710\u207b\u2075"."""
    exact = gain_text(log10_gain)
    if "\u00d7" not in exact:
        return exact
    exponent = math.floor(log10_gain)
    mantissa = round(10.0 ** (log10_gain - exponent))
    return f"1\u00d7{power_text(exponent + 1)}" if mantissa == 10 else f"{mantissa}\u00d7{power_text(exponent)}"


_MARKS = {".": "the full stop", ",": "the comma", "?": "the question mark", "!": "the exclamation mark"}


def spoken(word: str) -> str:
    """A word in quotation marks; the name of one that is a mark: "the full stop"."""
    return _MARKS.get(word, f"\u201c{word}\u201d")


def half_life_text(half_life: float, lags: int, ahead: bool = False) -> str:
    """A half-life that was fitted to `lags` lags, in steps: "half-life 43", or why there is no such number."""
    if math.isnan(half_life):
        return "step back" if ahead else "step further"
    if math.isinf(half_life):
        return "does not decay"
    if half_life > 3 * lags:
        return f"half-life > {3 * lags}{EXTRAPOLATED}"
    return f"half-life {half_life:.1f}" if half_life < 9.95 else f"half-life {half_life:.0f}"


def reach_text(reach: int, lags: int) -> str:
    """Such as "reach 9 of 9"; nothing where there is no past."""
    return f"reach {reach} of {lags}" if lags else ""


@lru_cache(maxsize=32)  # curves are told apart by identity
def decay_texts(curve: Curve) -> tuple[str, str]:
    """What stands beside the name of a model: its half-life and its reach."""
    if not curve.remembers:
        return "no memory", ""
    if curve.is_broken:
        return "not a number", ""
    first = zero_from(curve)
    if first is not None and curve.half_life == 0:  # nothing to fit a line to
        return f"0 from {_steps(first)} {curve.way}", reach_text(curve.reach, curve.lags)
    return half_life_text(curve.half_life, curve.lags, curve.ahead), reach_text(curve.reach, curve.lags)


def zero_from(curve: Curve) -> int | None:
    """The first lag from which on the gain is exactly 0; None where there is none."""
    lags = np.flatnonzero(curve.log10_gain > -math.inf)
    first = int(lags[-1]) + 1 if lags.size else 0
    return first if first <= curve.lags else None


def _steps(lag: int) -> str:
    return "1 step" if lag == 1 else f"{lag} steps"


GAIN_TIP = (
    "Gain: how much the output at the cursor moves, root mean square, for a small random nudge of the memory "
    "at that step. 1: as much as the nudge itself."
)
HALF_LIFE_TIP = (
    "Half-life: the steps over which the gain halves, ln 2 / \u2212slope of a straight line through the logarithm "
    "of the gain (least squares), from 1 step back on."
)
REACH_TIP = "Reach: the farthest step back whose gain is still at least 1% of the gain 1 step back."


@lru_cache(maxsize=32)
def decay_tip(curve: Curve) -> str:
    """What the half-life and the reach of a curve mean, with a word on this curve's case."""
    if not curve.remembers:
        seen = f"\nWhat it knows of other steps its window of {curve.window} sees anew." if curve.window > 1 else ""
        return f"A feed-forward layer: nothing is carried from step to step, so no gradient flows back.{seen}"
    said = ", ".join(text for text in decay_texts(curve) if text)
    whose = f"Of {curve.layer}.\n" if curve.layer else ""
    back = "It runs backward: its past is what follows, and steps are counted ahead.\n" if curve.ahead else ""
    tips = f"{HALF_LIFE_TIP}\n{REACH_TIP}"
    tips = tips.replace(" back", " ahead") if curve.ahead else tips
    return f"{curve.name}: {said}.\n{whose}{back}{_case(curve)}{tips}"


def _case(curve: Curve) -> str:
    if curve.is_broken:
        return "Some values of this network have left the range of numbers.\n"
    if math.isnan(curve.half_life):
        further = "back" if curve.ahead else "further"
        return f"A line is fitted to {FEWEST_LAGS} steps {curve.way} or more: step {further}.\n"
    if curve.half_life == 0 and (first := zero_from(curve)) is not None:
        return f"From {_steps(first)} {curve.way} on the gain is exactly 0: too soon to fit a line.\n"
    if math.isinf(curve.half_life):
        return "The fitted line does not fall.\n"
    if curve.half_life > 3 * curve.lags:
        return f"Only {curve.lags} steps are seen: beyond three times that, the half-life is a guess.\n"
    return ""


def belt_text(curve: Curve, named: bool) -> tuple[str, str]:
    """What the belt of a curve is, in full and in short; whose it is where other models have one too."""
    name = f"{curve.name} belt" if named else "belt"
    by = {"": "", "1": ", kept whole"}.get(curve.factor, f", \u00d7\u202f{curve.factor} at each step")
    return f"{name}: the path through {curve.memory} alone{by}", f"{name}: {curve.memory} alone{by}"


def belt_tip(curve: Curve) -> str:
    """What the belt of a curve is made of."""
    called = f", the {curve.factor_title.lower()}" if curve.factor_title != curve.factor else ""
    says = {"": "", "1": "\nIt is 1 at every step."}.get(curve.factor, f"\nAt each step it is {curve.factor}{called}.")
    return (
        f"The belt of {curve.name}: the derivative along {curve.memory} itself from step to step, every gate held as "
        f"it is.{says}\nThe whole gradient also runs through the gates, which can add to it or cancel it."
    )


def own_text(curve: Curve) -> tuple[str, str]:
    """What the line of one unit is, in full and in short."""
    memory = curve.memory.removeprefix("the ")
    return f"{curve.name}: a nudge of its {memory} alone", f"{curve.name}: its {memory} alone"


def own_tip(curve: Curve, model: str) -> str:
    """What the line of one unit is made of, and why it is there."""
    return (
        f"How much the output of {model} moves for a nudge of {curve.memory} of {curve.name} alone.\n"
        f"The line of {model} is for a nudge of all its units: clamps on one of them may leave it as it is."
    )
