"""The canonical labels of numbered paragraphs: what a mark follows, how deep it stands, and what its paragraph is called.

    6. … (b) … (ii) …      6, 6(b), 6(b)(ii)
    6. … 6. …              6, 6~2
    Annex II … 4. …        annex2/4

The same in every language, so that a paragraph has the same label in all editions.
"""

from __future__ import annotations

from ingest import markers
from ingest.markers import Marker


class Labels:
    """The open marks while a document is read from top to bottom, and the labels that were given."""

    def __init__(self) -> None:
        self.annex = 0
        self._path: list[Marker] = []
        self._seen: dict[str, int] = {}
        self._latest: dict[str, str] = {}  # label without its ~2 -> the last paragraph that has it

    def due(self, mark: Marker) -> bool:
        """Whether a mark is the one that comes next: the first of its family, or one more than an open one."""
        placed = [p for p in self._path if p.family == mark.family or (p.family == "letter" and mark.family == "roman")]
        return mark.value == 1 or any(p.family == mark.family and p.value + 1 == mark.value for p in placed)

    def follows(self, mark: Marker, *, opens_list: bool) -> bool:
        """As `due`, with a mark that can be a letter or a Roman numeral read as what it is here."""
        return self.due(self._settled(mark, opens_list=opens_list))

    def begin_annex(self) -> None:
        """The next annex begins; its paragraphs are counted from 1 again."""
        self.annex += 1
        self._path = []

    def give(self, mark: Marker, *, opens_list: bool) -> tuple[str, str | None]:
        """The label of the paragraph that a mark begins, and that of its chapeau. `opens_list`: the text before it ends with a colon."""
        mark = self._settled(mark, opens_list=opens_list)
        families = [p.family for p in self._path]
        level = families.index(mark.family) if mark.family in families else len(self._path)
        self._path = [*self._path[:level], mark]
        root, *rest = (p.written if p.family != "chinese" else str(p.value) for p in self._path)
        first = root if self._path[0].family == "number" else f"({root})"
        label = first + "".join(f"({part})" for part in rest)
        prefix = f"annex{self.annex}/" if self.annex else ""
        if level == 0:
            label, parent = self._unique(prefix + label), None
        else:
            bare = prefix + first + "".join(f"({part})" for part in rest[:-1])
            parent = self._latest.get(bare)
            label = self._unique((parent or bare) + f"({rest[-1]})")
        self._latest[_untwinned(label)] = label
        return label, parent

    def unnumbered(self) -> str:
        """The label of text in an annex that has no number."""
        return self._unique(f"annex{self.annex}/0")

    def _settled(self, mark: Marker, *, opens_list: bool) -> Marker:
        """(i), (v) and (x) are letters after (h), (u) and (w), else Roman numerals below a letter; and (ii) after (hh) stays what it is."""
        value = markers.roman(mark.written) if mark.family == "letter" else None
        if value is None:
            return mark
        letter = next((p for p in self._path if p.family == "letter"), None)
        numeral = next((p for p in self._path if p.family == "roman"), None)
        follows_numeral = numeral is not None and value == numeral.value + 1
        follows_letter = letter is not None and mark.value == letter.value + 1 and not opens_list
        if follows_numeral or (value == 1 and not follows_letter):
            return Marker("roman", value, mark.written, mark.length)
        return mark

    def _unique(self, label: str) -> str:
        """A second paragraph 6 is `6~2`."""
        self._seen[label] = self._seen.get(label, 0) + 1
        return label if self._seen[label] == 1 else f"{label}~{self._seen[label]}"


def _untwinned(label: str) -> str:
    return "(".join(part.split("~")[0] for part in label.split("("))
