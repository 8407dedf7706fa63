"""The names of Word's XML, and the few questions that are asked of it again and again."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RELATIONSHIPS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
OFF = ("0", "false", "off", "none")


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for a comment or an entity."""
    tag: object = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: etree._Element | None, *names: str) -> etree._Element | None:
    """The first descendant by a path of names, each a child of the one before; None where one is missing."""
    for name in names:
        if element is None:
            return None
        element = element.find(WORD + name)
    return element


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """The children of a name."""
    return element.iterchildren(WORD + name)


def value(element: etree._Element | None, attribute: str = "val") -> str | None:
    """An attribute of an element; None where there is no element or no such attribute."""
    return None if element is None else element.get(WORD + attribute)


def number(element: etree._Element | None, attribute: str = "val") -> int | None:
    """An attribute that is a whole number; None where it is none."""
    written = value(element, attribute) or ""
    return int(written) if written.isascii() and written.removeprefix("-").isdigit() and len(written) < 10 else None


def is_on(element: etree._Element | None) -> bool:
    """Whether a switch (w:vanish, w:isLgl …) is there and not turned off."""
    return element is not None and (value(element) or "true") not in OFF
