"""Choosing how to read what a manual leaves open: one word for each open question.

A family lists its questions with the words that answer them (the first is the default) and has a
frozen dataclass of the same names, made of `Chosen`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import ClassVar, Self


@dataclass(frozen=True, slots=True)
class Chosen:
    """One way to read a manual."""

    WORDS: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Every open question with the words that answer it."""

    def __post_init__(self) -> None:
        """Refuse a word that is no reading."""
        for field in fields(self):
            words = self.WORDS[field.name]
            if getattr(self, field.name) not in words:
                raise ValueError(f"{field.name} is read as one of {', '.join(words)}")

    @classmethod
    def of(cls, words: Sequence[str]) -> Self:
        """Return readings from words like `vtbi=from_vi`; `ValueError` with the reason."""
        chosen = {}
        for word in words:
            name, equals, value = word.partition("=")
            if not equals or name not in cls.WORDS:
                raise ValueError(f"a reading is one of {', '.join(cls.WORDS)}, as NAME=WORD")
            chosen[name] = value
        return cls(**chosen)
