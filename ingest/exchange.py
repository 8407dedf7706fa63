"""Records as plain JSON values and back, for what comes from a process that may have been taken over by the file it read.

`as_plain` makes lists and dictionaries of a record; `record_of` makes the record again and believes nothing: every value must have the type its
field declares, every text must be one that databases take. What is not declared is refused, so nothing but such records can come through.
`send` and `receive` carry bytes over a pipe, each payload behind its length.
"""

from __future__ import annotations

import re
import struct
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, BinaryIO, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

Record = TypeVar("Record")
Decoder = Callable[[Any], Any]

_LENGTH = struct.Struct(">Q")
_UNWANTED = re.compile("[\x00\ud800-\udfff]")


class Malformed(ValueError):
    """A value that is not what it should be."""


def as_plain(value: Any) -> Any:
    """A record, or a tuple, mapping or date in one, as JSON has it."""
    if is_dataclass(value):
        return [as_plain(getattr(value, one.name)) for one in fields(value)]
    if isinstance(value, tuple):
        return [as_plain(one) for one in value]
    if isinstance(value, Mapping):
        return dict(value)
    return value.isoformat() if isinstance(value, date) else value


def record_of(kind: type[Record], plain: Any) -> Record:
    """The record of a kind. Raises Malformed where a value does not have the type that its field declares."""
    made_by: Any = kind  # for the cache a type is a key like any other
    record: Record = _decoder(made_by)(plain)
    return record


@cache
def _decoder(kind: Any) -> Decoder:
    """A function that makes a value of a declared type from a plain one. Raises TypeError for types that no record has."""
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _either([_decoder(one) for one in inside])
    if origin is Literal:
        return lambda plain: _checked(plain, isinstance(plain, str) and plain in inside)
    if origin is tuple:
        return _tuple(inside)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        key, value = map(_decoder, inside)
        return lambda plain: {key(name): value(one) for name, one in _checked(plain, isinstance(plain, dict)).items()}
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        make: Any = kind
        return _fixed([_decoder(hints[one.name]) for one in fields(kind)], make)
    if isinstance(kind, type) and issubclass(kind, tuple):  # a NamedTuple
        return _fixed([_decoder(one) for one in get_type_hints(kind).values()], kind)
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    raise TypeError(f"no record has a field of type {kind!r}")


def _checked(plain: Any, holds: bool) -> Any:  # noqa: FBT001  (the value, and whether it is what it should be)
    if not holds:
        raise Malformed(f"unexpected value {str(plain)[:40]!r}")
    return plain


def _text(plain: Any) -> str:
    text: str = _checked(plain, isinstance(plain, str) and not _UNWANTED.search(plain))
    return text


def _date(plain: Any) -> date:
    try:
        return date.fromisoformat(_text(plain))
    except ValueError as error:
        raise Malformed(str(error)) from error


_SIMPLE: Mapping[Any, Decoder] = {
    str: _text,
    bool: lambda plain: _checked(plain, isinstance(plain, bool)),
    int: lambda plain: _checked(plain, type(plain) is int and abs(plain) < 2**53),
    float: lambda plain: float(_checked(plain, type(plain) in (int, float) and abs(plain) < 1e300)),
    date: _date,
    types.NoneType: lambda plain: _checked(plain, plain is None),
}


def _either(decoders: list[Decoder]) -> Decoder:
    def decode(plain: Any) -> Any:
        for decoder in decoders:
            try:
                return decoder(plain)
            except Malformed:
                continue
        raise Malformed(f"unexpected value {str(plain)[:40]!r}")

    return decode


def _tuple(inside: tuple[Any, ...]) -> Decoder:
    if len(inside) == 2 and inside[1] is Ellipsis:
        member = _decoder(inside[0])
        return lambda plain: tuple([member(one) for one in _checked(plain, isinstance(plain, list))])
    return _fixed([_decoder(one) for one in inside], lambda *values: values)


def _fixed(members: list[Decoder], make: Callable[..., Any]) -> Decoder:
    """What `make` makes of a list with one value for each member."""

    def decode(plain: Any) -> Any:
        _checked(plain, isinstance(plain, list) and len(plain) == len(members))
        return make(*[member(one) for member, one in zip(members, plain, strict=True)])

    return decode


# Frames -------------------------------------------------------------------------------------------------------------
def send(stream: BinaryIO, payload: bytes) -> None:
    """Write a payload behind its length."""
    stream.write(_LENGTH.pack(len(payload)))
    stream.write(payload)
    stream.flush()


def receive(stream: BinaryIO, *, most: int) -> bytes:
    """The next payload. Raises EOFError where the stream ends, Malformed for one longer than `most` bytes."""
    length = _LENGTH.unpack(_exactly(stream, _LENGTH.size))[0]
    if length > most:
        raise Malformed(f"a payload of {length} bytes")
    return _exactly(stream, length)


def _exactly(stream: BinaryIO, length: int) -> bytes:
    payload = stream.read(length)
    if len(payload) < length:
        raise EOFError
    return payload
