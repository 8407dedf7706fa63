"""Shut a process in: from then on it opens no file but those it is left to read, and makes no connection. Linux's Landlock does it, without root.

A kernel older than 5.13, or a container that forbids it, leaves the process as it was; connections are refused from 6.7 on.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterable
from pathlib import Path

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the numbers of the system calls, the same on every machine
_VERSION = 1
_BENEATH = 1
_NO_NEW_PRIVILEGES = 38
_EXECUTE, _READ_FILE, _READ_DIRECTORY = 1 << 0, 1 << 2, 1 << 3
_FILES = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}  # what can be forbidden of files, from which version on
_CONNECTIONS = {4: 0b11}  # to bind and to connect
_OTHERS = {6: 0b11}  # sockets and signals of other processes


class _Rules(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("connections", ctypes.c_uint64), ("others", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def shut_in(readable: Iterable[Path]) -> bool:
    """Leave this process, for good, only what is in these folders to read. Returns whether the system can do it."""
    if not sys.platform.startswith("linux"):
        return False
    system = ctypes.CDLL(None, use_errno=True)
    version = system.syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION))
    if version < 1:
        return False
    rules = _Rules(_of(_FILES, version), _of(_CONNECTIONS, version), _of(_OTHERS, version))
    size = 8 if version < min(_CONNECTIONS) else 16 if version < min(_OTHERS) else 24
    handle = system.syscall(_CREATE, ctypes.byref(rules), ctypes.c_size_t(size), ctypes.c_uint32(0))
    if handle < 0:
        return False
    try:
        for folder in readable:
            _allow(system, handle, folder)
        given_up = system.prctl(_NO_NEW_PRIVILEGES, ctypes.c_ulong(1), *[ctypes.c_ulong(0)] * 3) == 0
        return bool(given_up and system.syscall(_RESTRICT, handle, ctypes.c_uint32(0)) == 0)
    finally:
        os.close(handle)


def _of(versions: dict[int, int], version: int) -> int:
    """What the newest of these versions that is not newer than the kernel's can forbid."""
    return versions[max(known for known in versions if known <= version)] if version >= min(versions) else 0


def _allow(system: ctypes.CDLL, rules: int, folder: Path) -> None:
    if not folder.is_dir():
        return
    opened = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    try:
        beneath = _Beneath(_EXECUTE | _READ_FILE | _READ_DIRECTORY, opened)
        if system.syscall(_ADD, rules, _BENEATH, ctypes.byref(beneath), ctypes.c_uint32(0)) != 0:
            raise OSError(ctypes.get_errno(), "the rule was not taken", str(folder))
    finally:
        os.close(opened)
