"""Reads packs from their files, with the line of every field, so that a mistake can be shown where it stands."""

import functools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

FOLDER = Path(__file__).parent.parent / "reference" / "directives"
FieldPath = tuple[str | int, ...]


@dataclass(frozen=True)
class Pack:
    """What a file says, and the line at which each field stands there."""

    file: str
    content: dict[str, Any]
    lines: dict[FieldPath, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """One mistake of a pack: where it stands and what is wrong, in Vietnamese. A draft has no file and no line."""

    file: str
    line: int | None
    field: str
    sentence: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.line else f"{self.file}: " if self.file else ""
        return f"{place}{self.field}: {self.sentence}" if self.field else f"{place}{self.sentence}"


class BrokenPack(ValueError):
    """A pack that cannot be applied, with everything that is wrong with it."""

    def __init__(self, problems: list[Problem]):
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@functools.cache
def released() -> tuple[Pack, ...]:
    """The packs of this release, by code. Not checked here."""
    return tuple(in_folder(FOLDER))


def in_folder(folder: Path) -> Iterator[Pack]:
    """The packs of a folder, by name of file."""
    return (read(path) for path in sorted(folder.glob("*.yaml")))


def read(path: Path) -> Pack:
    """The pack of a file, with its text instead of the text's name. Raises BrokenPack where it is no YAML."""
    try:
        loader = yaml.CSafeLoader(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        content = loader.construct_document(node) if node else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise BrokenPack([Problem(path.name, line, "", _("Không phải YAML: %s") % error.problem)]) from error
    if not isinstance(content, dict):
        raise BrokenPack([Problem(path.name, 1, "", _("Tệp phải là một bảng trường và giá trị."))])
    lines = dict(_lines(node))
    _refuse_fields_given_twice(path.name, node)
    return Pack(path.name, _with_text(path, content, lines), lines)


def _with_text(path: Path, content: dict[str, Any], lines: dict[FieldPath, int]) -> dict[str, Any]:
    told = dict(content["directive"]) if isinstance(content.get("directive"), dict) else {}
    name = told.pop("text", "")
    source = (path.parent / str(name)).resolve()
    if not name or not source.is_relative_to(path.parent.resolve()) or not source.is_file():
        line = lines.get(("directive", "text")) or lines.get(("directive",))
        raise BrokenPack([Problem(path.name, line, "directive.text", _("Không có tệp toàn văn “%s”.") % name)])
    return {**content, "directive": told, "text": source.read_text(encoding="utf-8")}


def _children(node: yaml.Node) -> Iterator[tuple[str | int, yaml.Node, int]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key.value, value, key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield index, value, value.start_mark.line + 1


def _lines(node: yaml.Node, path: FieldPath = ()) -> Iterator[tuple[FieldPath, int]]:
    for name, child, line in _children(node):
        yield (*path, name), line
        yield from _lines(child, (*path, name))


def _refuse_fields_given_twice(file: str, node: yaml.Node, path: FieldPath = ()) -> None:
    """YAML itself would keep the last one and say nothing."""
    seen: set[str | int] = set()
    for name, child, line in _children(node):
        if name in seen:
            told = ".".join(str(part) for part in (*path, name))
            raise BrokenPack([Problem(file, line, told, _("Trường này được ghi hai lần."))])
        seen.add(name)
        _refuse_fields_given_twice(file, child, (*path, name))
