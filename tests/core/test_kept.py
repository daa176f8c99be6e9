"""What is kept for who asks again."""

from __future__ import annotations

from core.kept import Kept


def asked(kept: Kept[bytes], *keys: str, size: int = 1) -> list[str]:
    """The keys that were made anew, of those asked for in order."""
    made: list[str] = []

    def make(key: str) -> bytes:
        made.append(key)
        return bytes(size)

    for key in keys:
        kept.get(key, lambda key=key: make(key))  # type: ignore[misc]
    return made


def test_what_was_asked_for_before_is_not_made_again() -> None:
    kept: Kept[bytes] = Kept(2, 3, 100, len)
    assert asked(kept, "a", "b", "c", "a", "b", "c") == ["a", "b", "c"]


def test_small_ones_go_when_there_are_many_the_one_asked_for_longest_ago_first() -> None:
    kept: Kept[bytes] = Kept(2, 3, 100, len)
    asked(kept, "a", "b", "c", "a", "d")
    assert len(kept) == 3
    assert asked(kept, "a", "c", "d", "b") == ["b"]


def test_of_large_ones_only_a_few_stay() -> None:
    kept: Kept[bytes] = Kept(2, 10, 100, len)
    asked(kept, "a", "b", "c", size=60)
    assert len(kept) == 2
    assert asked(kept, "b", "c", "a", size=60) == ["a"]
    asked(kept, "d", "e", size=1)
    assert len(kept) == 3  # 60 + 1 + 1: the other large one gave way
