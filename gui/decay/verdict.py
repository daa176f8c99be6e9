"""What the curves come to, in a sentence or two: what is felt of a word, and what could be learnt across the gap."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from gui.decay.curve import Curve
from gui.decay.text import FEWEST_LAGS, ZONE, gain_text, rough_text
from gui.decay.training import Gains, Training

TO_LEARN = " to learn from"
TOO_LITTLE = f"too little{TO_LEARN}"
WHERE = ("across gaps of", "across")
FEW = 2  # more models than these are counted where there is no room for their names
_NAME = 14  # characters of a name where there is little room


def verdicts(
    curves: Sequence[Curve],
    word: str,
    lag: int,
    before: bool,
    training: Training | None,
    is_subject: bool = False,
) -> tuple[str, ...]:
    """Wordings from full to short. `word` stands `lag` steps back, `is_subject` if the question is about it.

    Nothing where there is no training to tell of and too little past. `before`: the curves are those before
    training, from which our test tells what can be learnt.
    """
    found = _verdicts(curves, word, lag, before, training, is_subject)
    if not found or all(_short(curve.name) == curve.name for curve in curves):
        return found
    short = [replace(curve, name=_short(curve.name)) for curve in curves]
    told = training
    if training is not None:
        told = replace(training, gains=tuple(replace(one, name=_short(one.name)) for one in training.gains))
    return *found, *_verdicts(short, _short_word(word), lag, before, told, is_subject)


def _verdicts(
    curves: Sequence[Curve], word: str, lag: int, before: bool, training: Training | None, is_subject: bool
) -> tuple[str, ...]:
    enough = lag >= FEWEST_LAGS or is_subject and lag > 0
    known = enough and not any(curve.is_broken for curve in curves)
    if training is None:
        return _of_the_curves(curves, word, lag, before) if known else ()
    here = f"{word}, {_steps(lag)} {curves[0].way}: {_brief(_ordered(curves, lag), lag)}" if known else ""
    if not training.gains:
        trained = f"{_subject(training)} trained across gaps of {training.words} words."
        return (f"{here}. {trained}", trained) if here else (trained,)
    return _why(here, before, training)


def _of_the_curves(curves: Sequence[Curve], word: str, lag: int, before: bool) -> tuple[str, ...]:
    """What is felt of the word, the weak last; what that means is said of these alone."""
    back = f"{_steps(lag)} {curves[0].way}"
    zone = [curve for curve in curves if curve.log10_gain[lag] < ZONE]
    if not zone:
        gains = sorted(float(curve.log10_gain[lag]) for curve in curves)
        several = (f"{back}: {_from_to(gains[-1], gains[0])}.",) if len(curves) > FEW else ()
        said = f"{back}: {_brief(curves, lag)}."
        return (f"{word}, {said}", said, *several)
    means = TOO_LITTLE if before else "next to nothing"
    is_nothing = not before and all(curve.log10_gain[lag] == -math.inf for curve in zone)
    weak = _brief(zone, lag) + ("" if is_nothing else f", {_all(zone)}{means}")
    strong = [curve for curve in curves if curve not in zone]
    said = f"{back}: {_brief(strong, lag)}; {weak}." if strong else f"{back}: {weak}."
    return (
        f"{word}, {said}",
        said,
        *((f"{back}: {weak}.",) if strong else ()),
        f"{back}, {', '.join(curve.name for curve in zone)}: {means}.",
        *((f"{back}, {_share(zone, curves)}: {means}.",) if len(curves) > FEW else ()),
    )


@lru_cache(maxsize=64)
def _why(here: str, before: bool, training: Training) -> tuple[str, ...]:
    """What is felt here, then what there was to learn from across the gaps of the training."""
    weak = [gains for gains in training.gains if gains.is_in_zone]
    strong = [gains for gains in training.gains if not gains.is_in_zone]
    words, trained = training.words, f"{_subject(training)} trained across"
    gain = "gain is" if before else "gain before training was"
    all_of_it = _listed([*(f"{_range(one)} in the {one.name}" for one in strong)]) if strong else ""
    means = TOO_LITTLE if all(one.least < ZONE for one in weak) else f"mostly {TOO_LITTLE}"
    if weak:
        little = _listed([f"{_range(one)} in the {one.name}" for one in weak])
        all_of_it = f"{little} ({_all(weak)}{means})" + (f"; {all_of_it}" if all_of_it else "")
    full = f"{trained} gaps of {words} words, where the {gain} {all_of_it}."
    return (
        *([f"{here}. {full}"] if here else []),
        full,
        *(f"Before training, {where} {words} words: {_both(weak, strong, means)}." for where in WHERE),
        *(f"Before training, across {words} words: {_both(weak, strong, less)}." for less in _briefer(means)),
        f"Before training, across {words}: {_both(weak, strong, _briefer(means)[-1])}.",
        *(_counted(training, weak, strong, means) if len(training.gains) > FEW else ()),
        f"{training.gaps[1]} words back, before training: {_farthest(weak, strong)}.",
    )


def _farthest(weak: Sequence[Gains], strong: Sequence[Gains]) -> str:
    """The gains over the greatest gap."""
    if len(weak) + len(strong) <= FEW:
        return ", ".join(f"{one.name} {rough_text(one.greatest)}" for one in (*weak, *strong))
    found = sorted(one.greatest for one in (*weak, *strong))
    return _from_to(found[-1], found[0])


def _briefer(means: str) -> tuple[str, str]:
    return means.removesuffix(" from"), means.removesuffix(TO_LEARN)


def _both(weak: Sequence[Gains], strong: Sequence[Gains], means: str) -> str:
    """Such as "RNN 3\u00d710\u207b\u00b3 to 1\u00d710\u207b\u2075 (too little to learn from), LSTM 0.25 to 0.16"."""
    enough = ", ".join(f"{one.name} {_range(one)}" for one in strong)
    if not weak:
        return enough
    little = f"{', '.join(f'{one.name} {_range(one)}' for one in weak)} ({_all(weak)}{means})"
    return f"{little}, {enough}" if enough else little


def _counted(training: Training, weak: Sequence[Gains], strong: Sequence[Gains], means: str) -> tuple[str, ...]:
    """Both kinds by their number, where there is no room for names; at last the weak alone."""
    across = f"Before training, across {training.words} words"
    enough = f"{_share(strong, training.gains)} had {_range_of(strong)}" if strong else ""
    if not weak:
        return (f"{across}: {_range_of(strong)}.", f"Across {training.words} words: {_range_of(strong)}.")
    little = f"{_share(weak, training.gains)} had {_range_of(weak)} ({means})"
    both = (f"{across} {little}, {enough}.",) if enough else ()
    return (*both, f"{across} {little}.", f"Across {training.words} words {little}.")


def _all(those: Sequence[object]) -> str:
    """What stands before a word that is about them all."""
    return {1: "", 2: "both "}.get(len(those), "all ")


def _short(name: str) -> str:
    return name if len(name) <= _NAME else f"{name[: _NAME - 1].rstrip()}\u2026"


def _short_word(word: str) -> str:
    """A word in quotation marks, cut within them."""
    return f"{word[0]}{_short(word[1:-1])}{word[-1]}" if word.startswith("\u201c") else word


def _subject(training: Training) -> str:
    return {1: "It was", 2: "Both were"}.get(training.models, "All were")


def _steps(lag: int) -> str:
    return "1 step" if lag == 1 else f"{lag} steps"


def _range(gains: Gains) -> str:
    return _from_to(gains.least, gains.greatest)


def _range_of(several: Sequence[Gains]) -> str:
    """From the largest gain at the least gap to the smallest at the greatest."""
    return _from_to(max(one.least for one in several), min(one.greatest for one in several))


def _from_to(first: float, last: float) -> str:
    least, most = rough_text(first), rough_text(last)
    return least if least == most else f"{least} to {most}"


def _share(some: Sequence[object], everything: Sequence[object]) -> str:
    """Such as "5 of the 8"."""
    return f"all {len(some)}" if len(some) == len(everything) else f"{len(some)} of the {len(everything)}"


def _ordered(curves: Sequence[Curve], lag: int) -> list[Curve]:
    """Those in the zone come last."""
    zone = [curve for curve in curves if curve.log10_gain[lag] < ZONE]
    return [curve for curve in curves if curve not in zone] + zone


def _brief(curves: Sequence[Curve], lag: int) -> str:
    return ", ".join(f"{curve.name} {gain_text(curve.log10_gain[lag])}" for curve in curves)


def _listed(items: Sequence[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
