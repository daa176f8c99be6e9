"""What the curves come to, in a sentence or two: what is felt of a word, and what could be learnt across the gap."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from gui.decay.curve import Curve
from gui.decay.text import FEWEST_LAGS, ZONE, gain_text, rough_text
from gui.decay.training import Gains, Training

TOO_LITTLE = "too little to learn from"
FEW = 2  # more models than these are counted where there is no room for their names


def verdicts(
    curves: Sequence[Curve],
    word: str,
    lag: int,
    before: bool,
    training: Training | None,
    is_subject: bool = False,
    is_asked: bool = False,
) -> tuple[str, ...]:
    """Wordings from full to short. `word` stands `lag` steps back, `is_subject` if the question is about it.

    `is_asked`: it is asked for at the cursor, so that `lag` is the gap.
    Nothing where there is no training to tell of and too little past. `before`: the curves are those before
    training, from which our test tells what can be learnt.
    """
    enough = lag >= FEWEST_LAGS or is_subject and lag > 0
    known = enough and not any(curve.is_broken for curve in curves)
    here = f"{word}, {_steps(lag)} back: {_brief(_ordered(curves, lag), lag)}" if known else ""
    if training is None:
        return _of_the_curves(curves, here, lag, before) if known else ()
    back = f"{word} is {lag} back" if is_subject and is_asked and known else ""
    if not training.gains:
        trained = f"{_subject(training)} trained across gaps of {training.words} words."
        return tuple(filter(None, (here and f"{here}. {trained}", back and f"{back}; {_lower(trained)}", trained)))
    return _why(here, back, lag, before, training)


def _of_the_curves(curves: Sequence[Curve], here: str, lag: int, before: bool) -> tuple[str, ...]:
    zone = [curve for curve in curves if curve.log10_gain[lag] < ZONE]
    if not zone:
        gains = sorted(float(curve.log10_gain[lag]) for curve in curves)
        several = (f"{_steps(lag)} back: {_from_to(gains[-1], gains[0])}.",) if len(curves) > FEW else ()
        return (f"{here}.", *several)
    means = TOO_LITTLE if before else "next to nothing"
    several = (f"{_steps(lag)} back, {_share(zone, curves)}: {means}.",) if len(curves) > FEW else ()
    return (
        f"{here}: {means}.",
        f"{_steps(lag)} back, {_brief(zone, lag)}: {means}.",
        f"{_steps(lag)} back, {', '.join(curve.name for curve in zone)}: {means}.",
        *several,
    )


@lru_cache(maxsize=64)
def _why(here: str, back: str, lag: int, before: bool, training: Training) -> tuple[str, ...]:
    """What is felt here, then what there was to learn from across the gaps of the training."""
    weak = [gains for gains in training.gains if gains.is_in_zone]
    strong = [gains for gains in training.gains if not gains.is_in_zone]
    means = TOO_LITTLE if all(one.least < ZONE for one in weak) else f"mostly {TOO_LITTLE}"
    least, greatest = training.gaps
    words, trained = training.words, f"{_subject(training)} trained across"
    was = "is" if before else "was"
    gain = f"gain {was}" if before else "gain before training was"
    if not weak:
        said = f"the {gain} {_listed([f'{_range(one)} in the {one.name}' for one in strong])}."
        if len(strong) > FEW:
            return (f"{trained} gaps of {words} words; there {said}", f"Across {words} words: {_range_of(strong)}.")
        return (
            *([f"{here}. {trained} gaps of {words} words; there {said}"] if here else []),
            f"{trained} gaps of {words} words; there {said}",
            f"Across {words} words {said}",
            f"Across {words} words: {', '.join(f'{one.name} {_range(one)}' for one in strong)}.",
        )
    those = _listed([f"the {one.name}\u2019s {gain} {_range(one)}" for one in weak])
    others = _listed([f"the {one.name}\u2019s {was} {_range(one)}" for one in strong]) if strong else ""
    tail = f"; {others}" if others else ""
    began = _listed([f"the {one.name} began with {_range(one)}" for one in weak])
    full = f"{trained} gaps of {words} words, where {those}: {means}"
    join = "and" if least <= lag <= greatest else "but"
    short = f"there {began}, {means}."
    gained = _listed([f"the {one.name}\u2019s gain began at {_range(one)}" for one in weak])
    longer = f"there {gained}, {means}."
    whole = f"{_share(weak, training.gains)} began with {_range_of(weak)}"
    counted = (f"{trained} {words} words: there {whole}, {means}.", f"Across {words} words {whole}: {means}.")
    grouped = counted if len(training.gains) > FEW else ()
    return (
        *((f"{here}. {full}{tail}.", f"{here}. {full}.") if here else ()),
        *((f"{back}, {join} {_lower(full)}{tail}.", f"{back}, {join} {_lower(full)}.") if back else ()),
        *(
            (f"{back}, in training {words} words: {longer}", f"{back}, in training {words}: {short}")
            if back
            else (f"{full}{tail}.", f"{full}.")
        ),
        f"{trained} {words} words: {longer}",
        f"Trained across {words} words: {short}",
        *grouped,
    )


def _subject(training: Training) -> str:
    return {1: "It was", 2: "Both were"}.get(training.models, "All were")


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


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
