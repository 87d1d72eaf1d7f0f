"""The zip around a workbook, read strictly and by streaming: nothing it says is believed before it is counted.

Own reading of the directory: an honest one has no overlaps, twins or second endings to be clever about."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from portal.core.workbooks.limits import MEGABYTE, Limits
from portal.core.workbooks.refusals import Refused

_END, _CENTRAL, _LOCAL = b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04"
_END_64, _LOCATOR_64 = b"PK\x06\x06", b"PK\x06\x07"
_UNKNOWN_16, _UNKNOWN_32 = 0xFFFF, 0xFFFFFFFF
_STORED, _DEFLATED = 0, 8
_FEED = 64 * 1024
_BLOCK = MEGABYTE
_SMALL = MEGABYTE  # a ratio says nothing about a part this small


@dataclass(frozen=True, slots=True)
class Part:
    """One file inside the archive, as its directory describes it."""

    name: str
    offset: int
    packed: int
    unpacked: int
    crc: int
    method: int


class Archive:
    """The parts of one archive; `.blocks(part)` inflates one and refuses it where it is not what the directory said."""

    def __init__(self, file: BinaryIO, size: int, limits: Limits):
        self._file, self._size, self._limits = file, size, limits
        count, length, start = self._ending()
        if count > limits.parts:
            raise Refused("too_many_parts", count=count, limit=limits.parts)
        self._directory_at = start
        entries = list(self._entries(self._read(start, length), count))
        self.parts = [part for part in entries if not part.name.endswith("/")]
        _check_names(entries)
        self._check_places(entries)
        self._check_sizes()

    def _read(self, start: int, length: int) -> bytes:
        self._file.seek(start)
        data = self._file.read(length)
        if len(data) != length:
            raise Refused("truncated")
        return data

    def _ending(self) -> tuple[int, int, int]:
        """How many parts there are and where the directory lies; it must end exactly where the ending record begins."""
        tail_at = max(0, self._size - 22 - _UNKNOWN_16)
        tail = self._read(tail_at, self._size - tail_at)
        found = tail.rfind(_END)
        if found < 0 or len(tail) - found < 22:
            raise Refused("truncated")
        here, total, length, start, comment = struct.unpack("<HHLLH", tail[found + 8 : found + 22])
        end = tail_at + found
        if found + 22 + comment != len(tail) or tail.count(_END) > 1:
            raise Refused("truncated")
        if total == _UNKNOWN_16 or length == _UNKNOWN_32 or start == _UNKNOWN_32:
            here, total, length, start, end = self._ending_64(end)
        if here != total or start + length != end:
            raise Refused("truncated")
        return total, length, start

    def _ending_64(self, end: int) -> tuple[int, int, int, int, int]:
        """The 64-bit ending that some Java programs always write."""
        locator = self._read(end - 20, 20) if end >= 20 else b""
        if not locator.startswith(_LOCATOR_64):
            raise Refused("truncated")
        at = struct.unpack("<Q", locator[8:16])[0]
        if not 0 <= at <= end - 76:
            raise Refused("truncated")
        record = self._read(at, 56)
        if not record.startswith(_END_64):
            raise Refused("truncated")
        here, total, length, start = struct.unpack("<QQQQ", record[24:56])
        return here, total, length, start, at

    def _entries(self, directory: bytes, count: int) -> Iterator[Part]:
        at = 0
        for _number in range(count):
            if directory[at : at + 4] != _CENTRAL or len(directory) < at + 46:
                raise Refused("truncated")
            fields = struct.unpack("<HHHHHHLLLHHHHHLL", directory[at + 4 : at + 46])
            flags, method, crc, packed, unpacked = fields[2], fields[3], fields[6], fields[7], fields[8]
            name_size, extra_size, comment_size, offset = fields[9], fields[10], fields[11], fields[15]
            name = _decoded(directory[at + 46 : at + 46 + name_size])
            extra = directory[at + 46 + name_size : at + 46 + name_size + extra_size]
            if flags & 1:
                raise Refused("encrypted")
            if method not in (_STORED, _DEFLATED):
                raise Refused("packing", part=_shown(name))
            unpacked, packed, offset = _sizes_64(extra, unpacked, packed, offset)
            yield Part(name, offset, packed, unpacked, crc, method)
            at += 46 + name_size + extra_size + comment_size
        if at != len(directory):
            raise Refused("truncated")

    def _check_places(self, entries: list[Part]) -> None:
        """Parts follow each other from the first byte to the directory: no overlap, nothing in front."""
        free_from = 0
        for part in sorted(entries, key=lambda part: part.offset):
            if part.offset < free_from or (free_from == 0 and part.offset):
                raise Refused("damaged_part", part=_shown(part.name))
            free_from = self._data_at(part) + part.packed
        if free_from > self._directory_at:
            raise Refused("truncated")

    def _data_at(self, part: Part) -> int:
        head = self._read(part.offset, 30)
        flags, method = struct.unpack("<HH", head[6:10])
        name_size, extra_size = struct.unpack("<HH", head[26:30])
        name = _decoded(self._read(part.offset + 30, name_size))
        if not head.startswith(_LOCAL) or name != part.name or method != part.method:
            raise Refused("damaged_part", part=_shown(part.name))
        if flags & 1:
            raise Refused("encrypted")
        return part.offset + 30 + name_size + extra_size

    def _check_sizes(self) -> None:
        if sum(part.unpacked for part in self.parts) > self._limits.unpacked_bytes:
            raise Refused("unpacked_too_large", limit=self._limits.unpacked_bytes // MEGABYTE)
        for part in self.parts:
            if part.unpacked > _SMALL and part.unpacked > self._limits.ratio * part.packed:
                raise Refused("bomb", part=_shown(part.name))

    def blocks(self, part: Part) -> Iterator[bytes]:
        """The part's content, at most a megabyte at a time."""
        seen, crc = 0, 0
        try:
            for block in self._inflated(part):
                seen += len(block)
                if seen > part.unpacked:
                    raise Refused("size_lies", part=_shown(part.name))
                crc = zlib.crc32(block, crc)
                yield block
        except zlib.error:
            raise Refused("damaged_part", part=_shown(part.name)) from None
        if seen != part.unpacked:
            raise Refused("size_lies", part=_shown(part.name))
        if crc != part.crc:
            raise Refused("damaged_part", part=_shown(part.name))

    def _inflated(self, part: Part) -> Iterator[bytes]:
        at, end = self._data_at(part), self._data_at(part) + part.packed
        inflater = zlib.decompressobj(-15) if part.method == _DEFLATED else None
        while at < end:
            packed = self._read(at, min(_FEED, end - at))
            at += len(packed)
            if inflater is None:
                yield packed
                continue
            while packed:
                yield inflater.decompress(packed, _BLOCK)
                packed = inflater.unconsumed_tail
        if inflater is not None:
            yield inflater.flush()
            if not inflater.eof or inflater.unused_data:
                raise Refused("damaged_part", part=_shown(part.name))


def _decoded(name: bytes) -> str:
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("cp437")


def _shown(name: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in name[:80])


def _sizes_64(extra: bytes, *sizes: int) -> list[int]:
    """Unpacked size, packed size and offset, the unknown ones taken from the 64-bit field."""
    known = list(sizes)
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        body, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind != 1:
            continue
        for place, value in enumerate(known):
            if value == _UNKNOWN_32 and len(body) >= 8:
                known[place], body = struct.unpack("<Q", body[:8])[0], body[8:]
    return known


def _check_names(entries: list[Part]) -> None:
    seen = set()
    for part in entries:
        steps = part.name.removesuffix("/").split("/")
        if "\\" in part.name or "\0" in part.name or ":" in part.name or any(step in ("", ".", "..") for step in steps):
            raise Refused("part_name", part=_shown(part.name))
        if part.name.casefold() in seen:
            raise Refused("duplicate_part", part=_shown(part.name))
        seen.add(part.name.casefold())
