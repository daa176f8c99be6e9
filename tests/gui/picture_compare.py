"""Whether two pictures show the same, whatever drew their letters.

Another machine smooths text otherwise and sets it a part of a pixel elsewhere. So both pictures are halved, and a
pixel of one is wrong only as far as it leaves the range of what the other shows within one such pixel around it.
A moved, missing or clipped part, or another colour, leaves that range.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage

BLOCK = 8  # halved pixels, a side
SLIGHT = 16.0  # levels of 255 that the edge of a letter may be beyond the other's range
MOST_IN_BLOCK = 180.0  # levels beyond slight ones, all pixels of a block together
MOST_IN_PIXEL = 80.0  # levels in one halved pixel


@dataclass(frozen=True, eq=False)
class Difference:
    """What a comparison found: levels by halved pixel, and the blocks in which they are too many."""

    levels: np.ndarray
    wrong: np.ndarray
    sizes: str = ""

    def __bool__(self) -> bool:
        return bool(self.sizes) or bool(self.wrong.any())

    def __str__(self) -> str:
        if self.sizes:
            return self.sizes
        if not self:
            return "the same"
        rows, columns = np.nonzero(self.wrong)
        side = 2 * BLOCK
        box = [int(v) * side for v in (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)]
        return f"x {box[0]} to {box[2]}, y {box[1]} to {box[3]} differs, by up to {self.levels.max():.0f} levels"


def difference(actual: QImage, expected: QImage, most_in_block: float = MOST_IN_BLOCK) -> Difference:
    """Compare two pictures."""
    if actual.size() != expected.size():
        sizes = " and ".join(f"{i.width()} × {i.height()}" for i in (actual, expected))
        return Difference(np.zeros((1, 1)), np.zeros((1, 1), bool), f"sizes differ: {sizes}")
    one, other = halved(channels(actual)), halved(channels(expected))
    levels = greatest(np.maximum(beyond(one, other), beyond(other, one)))
    excess = np.maximum(levels - SLIGHT, 0)
    # blocks on two grids, so that no part lies across the edges of all of its blocks
    amounts = np.maximum(block_sums(excess), block_sums(np.roll(excess, BLOCK // 2, (0, 1))))
    wrong = (amounts > most_in_block) | (blocks(levels).max(axis=(1, 3)) > MOST_IN_PIXEL)
    return Difference(levels, wrong)


def levels_off(one: QImage, other: QImage) -> np.ndarray:
    """(height, width): by how many levels of 255 two pictures of one size differ, in the channel that does most."""
    left, right = as_shown(one), as_shown(other)
    return greatest(np.maximum(left, right) - np.minimum(left, right))


def as_shown(image: QImage) -> np.ndarray:
    """(height, width, 4) bytes, as a screen has them: blue, green, red and one without meaning."""
    same = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(same.constBits(), np.uint8).reshape(same.height(), -1, 4).copy()


def greatest(pixels: np.ndarray) -> np.ndarray:
    """The greatest of each pixel's three channels; one by one, which takes a tenth of the time of an axis so short."""
    return np.maximum(np.maximum(pixels[..., 0], pixels[..., 1]), pixels[..., 2])


def shrunk(image: QImage, by: int) -> QImage:
    """The picture by areas: each pixel the mean of those that it was."""
    pixels = channels(image)
    height, width = pixels.shape[0] // by, pixels.shape[1] // by
    total = np.zeros((height, width, 3), np.uint16)
    for row in range(by):
        for column in range(by):
            total += pixels[row : height * by : by, column : width * by : by]
    return image_of(total / by**2 + 0.5)


def channels(image: QImage) -> np.ndarray:
    """(height, width, 3): red, green, blue, 0 to 255."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def image_of(pixels: np.ndarray) -> QImage:
    """The picture of (height, width, 3) channels."""
    pixels = np.ascontiguousarray(np.clip(pixels, 0, 255).astype(np.uint8))
    height, width = pixels.shape[:2]
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def halved(pixels: np.ndarray) -> np.ndarray:
    """Means of two by two, an odd side's last row left out."""
    even = pixels[: pixels.shape[0] // 2 * 2, : pixels.shape[1] // 2 * 2].astype(np.float32)
    return (even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2]) / 4


def beyond(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """How far each pixel of `one` is outside the range of `other` within one pixel around it."""
    low, high = around(other, np.minimum), around(other, np.maximum)
    return np.maximum(np.maximum(one - high, low - one), 0)


def around(pixels: np.ndarray, choose: np.ufunc) -> np.ndarray:
    """The least or greatest of each pixel and its eight neighbours."""
    padded = np.pad(pixels, ((1, 1), (1, 1), (0, 0)), mode="edge")
    tall = choose(choose(padded[:-2], padded[1:-1]), padded[2:])
    return choose(choose(tall[:, :-2], tall[:, 1:-1]), tall[:, 2:])


def blocks(levels: np.ndarray) -> np.ndarray:
    """(rows, BLOCK, columns, BLOCK); what is left at the edges is filled with 0."""
    rows, columns = (-(-side // BLOCK) for side in levels.shape)
    padded = np.zeros((rows * BLOCK, columns * BLOCK), levels.dtype)
    padded[: levels.shape[0], : levels.shape[1]] = levels
    return padded.reshape(rows, BLOCK, columns, BLOCK)


def block_sums(levels: np.ndarray) -> np.ndarray:
    """The sum of each block."""
    return blocks(levels).sum(axis=(1, 3))


def save_report(folder: Path, name: str, actual: QImage, expected: QImage, found: Difference) -> None:
    """Both pictures, and where they differ: in red, on a faint copy of what is expected."""
    actual.save(str(folder / f"{name}-actual.png"))
    expected.save(str(folder / f"{name}-expected.png"))
    if found.sizes:
        return
    faint = 255 - (255 - halved(channels(expected)).mean(axis=2, keepdims=True).repeat(3, axis=2)) * 0.25
    strength = np.clip(found.levels / MOST_IN_PIXEL, 0, 1)[:, :, None]
    shaded = np.kron(found.wrong, np.ones((BLOCK, BLOCK)))[: strength.shape[0], : strength.shape[1], None]
    mixed = faint * (1 - 0.15 * shaded) * (1 - strength) + np.array([255.0, 0.0, 0.0]) * strength
    image_of(mixed.repeat(2, axis=0).repeat(2, axis=1)).save(str(folder / f"{name}-difference.png"))
