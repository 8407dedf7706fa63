"""Word files for tests, put together by hand: a body of WordprocessingML, and the parts around it that are needed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_NAMES = (
    f'xmlns:w="{WORD}" xmlns:r="{RELATIONS}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
)
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def word_file(body: str, *, parts: Mapping[str, str] = {}, main_type: str = MAIN, links: str = "", more: Mapping[str, bytes] = {}) -> bytes:
    """A .docx file. `parts` maps kinds of parts (numbering, styles, footnotes, header1) to what stands inside their root element."""
    roots = {"numbering": "numbering", "styles": "styles", "footnotes": "footnotes", "endnotes": "endnotes"}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", _types(main_type))
        file.writestr("_rels/.rels", _relationships({"word/document.xml": "officeDocument"}))
        file.writestr("word/document.xml", f'<?xml version="1.0" encoding="UTF-8"?><w:document {_NAMES}><w:body>{body}</w:body></w:document>')
        kinds = {f"{kind}.xml": kind.rstrip("0123456789") for kind in parts}
        file.writestr("word/_rels/document.xml.rels", _relationships(kinds, links))
        for kind, inside in parts.items():
            root = roots.get(kind, "hdr")
            file.writestr(f"word/{kind}.xml", f"<w:{root} {_NAMES}>{inside}</w:{root}>")
        for name, content in more.items():
            file.writestr(name, content)
    return packed.getvalue()


def _types(main_type: str) -> str:
    main = f'<Override PartName="/word/document.xml" ContentType="{main_type}"/>' if main_type else ""
    return f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>{main}</Types>'


def _relationships(targets: Mapping[str, str], links: str = "") -> str:
    listed = "".join(
        f'<Relationship Id="r{number}" Type="{RELATIONS}/{kind}" Target="{target}"/>' for number, (target, kind) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}{links}</Relationships>'


def run(text: str, properties: str = "") -> str:
    """A `w:r` with text; tabs and line breaks become elements."""
    inside = escape(text).replace("\t", "</w:t><w:tab/><w:t>").replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    return f'<w:r>{f"<w:rPr>{properties}</w:rPr>" if properties else ""}<w:t xml:space="preserve">{inside}</w:t></w:r>'


def paragraph(*inside: str, properties: str = "") -> str:
    """A `w:p`; what is no markup becomes a run."""
    runs = "".join(piece if piece.startswith("<") else run(piece) for piece in inside if piece)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{runs}</w:p>"


def numbered(text: str, *, list: int, level: int = 0) -> str:
    """A paragraph of a list."""
    return paragraph(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list}"/></w:numPr>')


def level(number: int, form: str, text: str, *, start: int = 1, more: str = "") -> str:
    """A `w:lvl`: its number from 0, its form (lowerLetter), its text ((%2))."""
    return f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def definition(number: int, levels: Iterable[str], more: str = "") -> str:
    """A `w:abstractNum`."""
    return f'<w:abstractNum w:abstractNumId="{number}">{more}{"".join(levels)}</w:abstractNum>'


def list_of(number: int, definition: int, starts: Mapping[int, int] = {}) -> str:
    """A `w:num` of a definition; `starts` maps levels to numbers with which they begin."""
    overrides = "".join(f'<w:lvlOverride w:ilvl="{at}"><w:startOverride w:val="{start}"/></w:lvlOverride>' for at, start in starts.items())
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{definition}"/>{overrides}</w:num>'
