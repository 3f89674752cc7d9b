"""Reader of R data files (``.rda``, ``.rds``): data frames, and lists of data frames.

The library rdata parses; the vectors of its tree go to polars as they are, without a detour through pandas.
Options of a declaration: ``object``, the name (or ``list/name``) of the data frame in the file.
"""

import bz2
import gzip
import lzma
import struct
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from softbalance.sources.model import Table
from softbalance.sources.readers.extras import needed
from softbalance.sources.readers.schema import cast
from softbalance.terms.errors import SchemaChanged, SourceFault

PACKERS = {b"\x1f\x8b": gzip, b"BZh": bz2, b"\xfd7zXZ": lzma}
CHARACTER = 9
LATIN1 = 1 << 14  # among the flags of a text
HEAD = struct.Struct(">ii").unpack_from


class Texts(list[str | None]):
    """Texts that are decoded already."""


def read_table(path: Path, table: Table, names: Sequence[str]) -> pl.DataFrame:
    """Return a data frame of an R file; factors become their labels, dates dates, and NA null."""
    rdata = needed("rdata")
    tree = _parsed(rdata, path)
    objects = dict(_pairs(tree)) if tree.info.type.name == "LIST" else {"": tree}
    node = _at(path, objects, table.options.get("object", ""))
    return cast(path, table, _frame(node))


def _parsed(rdata: Any, path: Path) -> Any:
    data = _unpacked(path)
    try:
        quick = _quick_parser(rdata, data)
        return (rdata.parser.parse_data(data) if quick is None else quick.parse_all()).object
    except (ValueError, NotImplementedError, AssertionError, IndexError, struct.error) as fault:
        raise SourceFault(f"{path} is no R data file, or a damaged one ({fault}). Pull it again.") from fault


def _unpacked(path: Path) -> bytes:
    data = path.read_bytes()
    for magic, packer in PACKERS.items():
        if data.startswith(magic):
            try:
                return bytes(packer.decompress(data))
            except (zlib.error, lzma.LZMAError, ValueError) as fault:
                raise EOFError(str(fault)) from fault
    return data


def _quick_parser(rdata: Any, data: bytes) -> Any:
    """Return a parser that reads a vector of texts in one sweep; ``None`` where the file is not binary XDR.

    rdata builds two objects a text: a minute for the 1.8 million texts of the votes. Only that step is replaced;
    where a later rdata no longer calls it, files are read slowly, and as well.
    """
    from rdata.parser._xdr import ParserXDR

    body = memoryview(data)[5:] if data[:5] in {b"RDX2\n", b"RDX3\n"} else memoryview(data)
    if bytes(body[:2]) != b"X\n":
        return None

    class Sweeping(ParserXDR):
        def _parse_vector_value(self, *lists: Any) -> Any:
            start, length = self.file.tell(), self.parse_int()
            data, first = self.file.getvalue(), self.file.tell()
            if not length or data[first + 3] != CHARACTER:
                self.file.seek(start)
                return super()._parse_vector_value(*lists)
            texts, end = _sweep(data, first, length)
            self.file.seek(end)
            return texts

    return Sweeping(body[2:], expand_altrep=True, altrep_constructor_dict=rdata.parser._parser.DEFAULT_ALTREP_MAP)


def _sweep(data: bytes, position: int, length: int) -> tuple["Texts", int]:
    """Return ``length`` texts that begin at ``position``, and where they end: flags, size, bytes each."""
    texts = Texts()
    known: dict[tuple[int, bytes], str] = {}
    for _ in range(length):
        flags, size = HEAD(data, position)
        position += 8
        if flags & 0xFF != CHARACTER:
            raise ValueError("a vector of texts holds something else")
        if size < 0:  # NA is a size of -1; the text "NA" (Namibia) is two bytes
            texts.append(None)
            continue
        key = flags & LATIN1, data[position : position + size]
        position += size
        text = known.get(key)
        if text is None:
            text = known[key] = _decoded(*key)
        texts.append(text)
    if position > len(data):
        raise ValueError("a vector of texts is cut short")
    return texts, position


def _decoded(latin: int, raw: bytes) -> str:
    try:
        return raw.decode("latin-1" if latin else "utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _at(path: Path, objects: dict[str, Any], wanted: str) -> Any:
    """Return the data frame at ``name`` or ``list/name``; the only object where no name is given."""
    names = wanted.split("/") if wanted else list(objects)[:1]
    for name in names:
        if name not in objects:
            raise SchemaChanged(f"{path.name} holds {', '.join(objects) or 'nothing'}; {wanted!r} was declared.")
        node = objects[name]
        objects = _members(node)
    return node


def _pairs(node: Any) -> Iterator[tuple[str, Any]]:
    """Walk a pairlist: its tags and values."""
    while node is not None and node.info.type.name == "LIST":
        yield _symbol(node.tag), node.value[0]
        node = node.value[1]


def _symbol(tag: Any) -> str:
    if tag is None:
        return ""
    symbol = tag.referenced_object or tag
    return str(symbol.value.value.decode())


def _members(node: Any) -> dict[str, Any]:
    """Return the named members of an R list (a data frame is one)."""
    if node.info.type.name != "VEC":
        return {}
    names = dict(_pairs(node.attributes)).get("names")
    return dict(zip(_texts(names), node.value, strict=True)) if names is not None else {}


def _frame(node: Any) -> pl.DataFrame:
    return pl.DataFrame([_column(name, member) for name, member in _members(node).items()])


def _column(name: str, node: Any) -> pl.Series:
    """Return a vector as a column, by its class: factor, date, date and time, text or number."""
    attributes = dict(_pairs(node.attributes))
    classes = _texts(attributes["class"]) if "class" in attributes else []
    if node.info.type.name == "STR":
        return pl.Series(name, _texts(node), dtype=pl.String)
    numbers = _numbers(name, node.value)
    if "factor" in classes:
        labels = pl.Series(name, _texts(attributes["levels"]), dtype=pl.String)
        codes = numbers.cast(pl.Int32).set(numbers.cast(pl.Int32) < 1, None)  # 0 names no label: missing too
        return labels.gather(codes - 1).alias(name)
    if "Date" in classes:
        return numbers.cast(pl.Int32).cast(pl.Date)
    if "POSIXct" in classes:
        return (numbers * 1_000_000).cast(pl.Int64).cast(pl.Datetime("us"))
    return numbers


def _numbers(name: str, values: Any) -> pl.Series:
    """Return numbers with NA as null: R marks it by a mask (whole numbers) or a NaN (others)."""
    column = pl.Series(name, np.ma.getdata(values)).fill_nan(None)
    mask = np.ma.getmaskarray(values)
    return column if not mask.any() else column.set(pl.Series(mask), None)


def _texts(node: Any) -> list[Any]:
    """Return a vector of texts, as swept or as rdata's own objects."""
    if isinstance(node.value, Texts):
        return node.value
    return [text if isinstance(text, str) or text is None else _decoded_object(text) for text in node.value]


def _decoded_object(char: Any) -> str | None:
    return None if char.value is None else _decoded(0, char.value)
