"""The report's words in its two languages."""

from typing import Literal

from ctranscnn.report.words_en import ENGLISH
from ctranscnn.report.words_zh import CHINESE

Language = Literal["en", "zh-CN"]
LANGUAGES: tuple[Language, ...] = ("en", "zh-CN")
_WORDS: dict[Language, dict[str, str]] = {"en": ENGLISH, "zh-CN": CHINESE}


class Words:
    """The words of one language: `words("key", name=value)` gives the filled sentence."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language

    def __call__(self, key: str, **values: object) -> str:
        """The words under a key; a key or value that is missing is an error of this package (KeyError)."""
        return _WORDS[self.language][key].format(**values)

    def listed(self, items: list[str]) -> str:
        """Items in one line."""
        return ("、" if self.language == "zh-CN" else ", ").join(items)
