"""Which input a worker is at: one that ends its worker twice is left out instead of ending the run.

A decoder that a hostile file crashes, or that takes all memory, takes the whole process with it; Ray starts
another one and gives it the same part again, for ever.
"""

from collections import Counter
from pathlib import Path

DEATHS = 2
"""Once may be anything, a machine that was switched off for instance."""
BEGIN = "begin"
JOURNAL_PATTERN = ".part-*.journal"


class Journal:
    """The journal of one part, beside it in the output folder; gone when the part is written."""

    def __init__(self, folder: Path, part: str) -> None:
        self._path = folder / f".{part}.journal"
        self._blamed = self._read()
        self._file = self._path.open("a", encoding="ascii")
        self._write(BEGIN)

    def may_try(self, index: int) -> bool:
        """Note that this input comes next; False where it ended DEATHS workers before."""
        if index in self._blamed:
            return False
        self._write(str(index))
        return True

    def end(self) -> None:
        """The part is on the disk."""
        self._file.close()
        self._path.unlink(missing_ok=True)

    def _write(self, line: str) -> None:
        self._file.write(f"{line}\n")
        self._file.flush()

    def _read(self) -> frozenset[int]:
        """The last input of each try that did not end."""
        lines = self._path.read_text(encoding="ascii").split() if self._path.exists() else []
        following = [*lines[1:], BEGIN]
        last = [line for line, after in zip(lines, following, strict=False) if after == BEGIN != line]
        return frozenset(int(index) for index, deaths in Counter(last).items() if deaths >= DEATHS)
