"""The rows of a register file, some thousands at a time, column by column: read, checked, made COPY text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from employers.imports.problems import Problems
from employers.imports.readers import folded, read, sort_keys
from employers.rules.file_columns import DATE, PLACE, ROW_FIELDS, TAX, WHOLE, Column
from employers.rules.file_kinds import Kind
from employers.rules.place_names import place_key
from employers.rules.vsic import section_of
from portal.core.folding import fold
from portal.core.tabular.cells import Lines, shown, tax_codes
from portal.core.tabular.staged import Calculated
from portal.core.workbooks.text import clean

_FLAGS = {True: "t", False: "f", None: "\\N"}
_NAMES_ROW = ("unit_code", "tax_code", "personal_no", "registration_no", "budget_code")
_UNIT_WORDS = (
    "cong ty",
    "cty",
    "ho kinh doanh",
    "hkd",
    "ho kd",
    "doanh nghiep",
    "hop tac xa",
    "htx",
    "co so",
    "cua hang",
)
_UNIT_WORDS += (
    "chi nhanh",
    "van phong",
    "truong",
    "benh vien",
    "phong kham",
    "nha may",
    "xuong",
    "to hop tac",
    "quay",
    "tiem",
)
_FIGURES = ("employed", "subject", "participating", "not_participating")


@dataclass
class Chunk:
    """Rows that follow each other, read: values by field, what tells rows apart, the COPY lines, the places refused."""

    numbers: Sequence[int]
    values: dict[str, list]
    keys: list[str]
    tails: list[str] = field(default_factory=list)
    bad: set[int] = field(default_factory=set)


class RowReader:
    """Reads chunks of one sheet; holds what stays the same from chunk to chunk."""

    def __init__(self, kind: Kind, places: dict[str, int], sheet, problems: Problems, options: dict):
        self.kind, self.places, self.problems = kind, places, problems
        self.columns: dict[str, Column] = {name: kind.column(name) for name in places}
        self.sheet = sheet.name.replace("\\", "\\\\")
        self.date1904 = sheet.book.date1904
        self.calculated = Calculated(sheet.seen.formulas, places.values(), problems)
        self.communes: dict[str, str] = options.get("communes", {})
        self.communes_known: dict[str, list[str]] = options.get("communes_known", {})
        self.zones: dict[str, str] = options.get("zones", {})
        self.vsic_version: str = options.get("vsic_version", "2025")
        self.totals = {name: 0 for name in places if self.columns[name].type == WHOLE}
        told = next((name for name in (*_NAMES_ROW, "commune", "name") if name in places), None)
        self.code_place = None if told is None else places[told]

    def chunk(self, numbers: Sequence[int], rows: Sequence[Sequence]) -> Chunk:
        """Read and check the rows."""
        self.numbers, self.bad = numbers, set()
        cells = list(zip(*rows, strict=True))
        self.bad |= self.calculated.told(numbers)
        values = {name: self._read(column, cells[self.places[name]]) for name, column in self.columns.items()}
        self._check_needed(values)
        self._check_figures(values)
        self._check_days(values)
        written = self._settled(values)
        self._check_persons(written)
        return Chunk(numbers, written, self._keys(written), self._tails(written), self.bad)

    def count(self, chunk: Chunk, repeated: set[int]) -> None:
        """Control totals of the rows that are taken."""
        left_out = chunk.bad | repeated
        for name in self.totals:
            column = chunk.values[name]
            self.totals[name] += sum(v for place, v in enumerate(column) if v and place not in left_out)

    # reading

    def _read(self, column: Column, cells: Sequence) -> list:
        if column.type == PLACE:
            cells = [self._commune_cell(cell, place, column) for place, cell in enumerate(cells)]
        values, odd = read(column, cells, self.date1904)
        if odd:
            self.bad |= self.problems.cells(odd, self.numbers, self.places[column.field], column.title)
        return values

    def _commune_cell(self, cell: object, place: int, column: Column) -> object:
        """A code kept as a number may have lost its zero; five digits have lost none."""
        if isinstance(cell, str) or cell is None:
            return cell
        told = clean(cell)
        if not (len(told) == 5 and told.isdigit()):
            self.error("commune_as_number", place, column.field, title=column.title, value=shown(cell))
            return ""
        return told

    # checks

    def error(self, code: str, place: int, name: str, /, **facts) -> None:
        self.bad.add(place)
        self.problems.error(code, self.numbers[place], self.places.get(name), **facts)

    def warning(self, code: str, place: int, name: str, /, **facts) -> None:
        self.problems.warning(code, self.numbers[place], self.places.get(name), **facts)

    def _check_needed(self, values: dict[str, list]) -> None:
        for name, column in self.columns.items():
            if not column.needed or ("" not in values[name] and None not in values[name]):
                continue
            for place in [place for place, value in enumerate(values[name]) if value in ("", None)]:
                has_code = name == "commune" and "commune_code" in values and values["commune_code"][place]
                if place not in self.bad and not has_code:
                    self.error("missing_value", place, name, title=column.title)
        self._check_identity(values)

    def _check_identity(self, values: dict[str, list]) -> None:
        known = [name for name in self.kind.identity if name in values]
        if not self.kind.identity or "commune" in self.kind.identity or (known and "" not in values[known[0]]):
            return
        titles = ", ".join(self.kind.column(name).title for name in self.kind.identity if self.kind.column(name))
        for place in range(len(self.numbers)):
            if place not in self.bad and not any(values[name][place] for name in known):
                self.error("missing_identity", place, known[0] if known else "name", titles=titles)

    def _check_figures(self, values: dict[str, list]) -> None:
        """Subject = participating + not participating, as far as they are told."""
        if "subject" not in values:
            return
        nothing = [None] * len(self.numbers)
        columns = [values.get(name, nothing) for name in _FIGURES[1:]]
        for place, (subject, part, rest) in enumerate(zip(*columns, strict=True)):
            if subject is None or place in self.bad:
                continue
            if part is not None and rest is not None:
                if subject != part + rest:
                    facts = {"subject": subject, "participating": part, "not_participating": rest}
                    self.error("subject_sum", place, "subject", **facts)
            elif max(part or 0, rest or 0) > subject:
                name = "participating" if part else "not_participating"
                title = self.columns[name].title
                self.error("subject_less", place, name, title=title, value=part or rest, subject=subject)

    def _check_days(self, values: dict[str, list]) -> None:
        if "until" not in values or "happened_on" not in values:
            return
        for place, (since, until) in enumerate(zip(values["happened_on"], values["until"], strict=True)):
            if since and until and until < since and place not in self.bad:
                told = {"since": f"{since:%d/%m/%Y}", "until": f"{until:%d/%m/%Y}"}
                self.error("days_order", place, "until", title=self.columns["until"].title, **told)

    def _check_persons(self, values: dict[str, list]) -> None:
        """A kind that takes no list of people takes no row that looks like one of them."""
        if not self.kind.persons or "tax_code" not in values:
            return
        for place, (code, name) in enumerate(zip(values["tax_code"], values.get("folded", ()), strict=False)):
            if len(code) == 12 and code.isdigit() and not name.startswith(_UNIT_WORDS) and place not in self.bad:
                self.error("person_row", place, "tax_code", value=values["name"][place])

    # what is worked out

    def _settled(self, values: dict[str, list]) -> dict[str, list]:
        """The fields of a staged row: names folded, places found, tax codes in their one spelling, sections of VSIC."""
        written = dict(values)
        if "name" in written:
            written["folded"] = folded(written["name"])
            written["sort_key"] = sort_keys(written["name"])
        self._settle_tax_codes(written)
        self._settle_communes(written)
        if "zone_code" in written:
            written["zone_code"] = self._known(written["zone_code"], "zone_code", self.zones, "zone_unknown")
        if "vsic" in written or "sector" in written:
            self._settle_sectors(written)
        return written

    def _settle_tax_codes(self, written: dict[str, list]) -> None:
        for name in [name for name in written if name in self.columns and self.columns[name].type == TAX]:
            written[name], right, wrong = tax_codes(written[name])
            if name == "tax_code":
                written["tax_code_ok"] = right
            for place in wrong:
                title = self.columns[name].title
                self.warning("tax_check_digit", place, name, title=title, value=written[name][place])

    def _settle_communes(self, written: dict[str, list]) -> None:
        """Code of today's unit where there is exactly one; else the name as it was told, for a person to say."""
        if "commune" not in written and "commune_code" not in written:
            return
        told = written.pop("commune", None) or [""] * len(self.numbers)
        codes = written.get("commune_code") or [""] * len(self.numbers)
        given = [code or name for code, name in zip(codes, told, strict=True)]
        name = "commune" if "commune" in self.places else "commune_code"
        written["commune_code"] = self._known(given, name, self.communes, "commune_unknown", self.communes_known)
        written["commune_name"] = [
            said or ("" if found else code)
            for said, code, found in zip(told, given, written["commune_code"], strict=True)
        ]

    def _known(
        self, told: list[str], name: str, known: dict[str, str], unknown: str, many: dict | None = None
    ) -> list[str]:
        """What each text stands for in the list of the province; "" with a warning where it stands for nothing or for many."""
        if not told or not any(told):
            return told
        found = {text: known.get(place_key(text), "") for text in set(told) if text}
        found[""] = ""
        if missing := {text: place_key(text) for text, code in found.items() if text and not code}:
            for place in [place for place, text in enumerate(told) if text in missing]:
                value = told[place]
                if choices := (many or {}).get(missing[value]):
                    self.warning("commune_ambiguous", place, name, value=value, known=", ".join(choices))
                else:
                    self.warning(unknown, place, name, value=value)
        return [found[text] for text in told]

    def _settle_sectors(self, written: dict[str, list]) -> None:
        nothing = [""] * len(self.numbers)
        codes, sectors = written.get("vsic", nothing), written.get("sector", nothing)
        versions = [told or self.vsic_version for told in written.get("vsic_version", nothing)]
        triples = list(zip(codes, sectors, versions, strict=True))
        known = {one: self._section(*one) for one in set(triples)}
        written["sector"] = [known[one] for one in triples]
        written["vsic_version"] = [
            version if known[one] else "" for one, version in zip(triples, versions, strict=True)
        ]

    @staticmethod
    def _section(code: str, sector: str, version: str) -> str:
        return sector or (section_of(code, version)[0] if code else "")

    # writing

    def _keys(self, values: dict[str, list]) -> list[str]:
        """What tells one row from another: the strongest code, else name and commune; and what the kind adds."""
        nothing = [""] * len(self.numbers)
        if not self.kind.names_employers:
            codes, said = values.get("commune_code", nothing), values.get("commune_name", nothing)
            return [code or fold(name) for code, name in zip(codes, said, strict=True)]
        columns = [values[name] for name in _NAMES_ROW if name in values]
        last = [
            f"{a}|{b}" for a, b in zip(values.get("folded", nothing), values.get("commune_code", nothing), strict=True)
        ]
        keys = last
        for column in reversed(columns):
            keys = [code or key for code, key in zip(column, keys, strict=True)]
        for name in self.kind.once:
            if name in values:
                keys = [f"{key} {value}" for key, value in zip(keys, values[name], strict=True)]
        return keys

    def _tails(self, values: dict[str, list]) -> list[str]:
        """COPY lines without batch and row number; columns that the file does not have are written as one piece."""
        figures = [name for name in values if name.startswith("figures.")]
        written = {name: column for name, column in values.items() if name not in figures}
        if figures:
            written["figures"] = self._figures({name: values[name] for name in figures})
        lines = Lines()
        lines.constant(self.sheet)
        for is_known, names in groupby(ROW_FIELDS, key=written.__contains__):
            if not is_known:
                lines.absent(len(list(names)))
                continue
            for name in names:
                self._writer(name, lines)(written[name])
        return lines.joined()

    def _writer(self, name: str, lines: Lines) -> Callable[[list], None]:
        column = self.columns.get(name)
        if name == "tax_code_ok":
            return lambda values: lines.ready([_FLAGS[value] for value in values])
        if name == "figures":
            return lines.ready
        if column is not None and column.type == WHOLE:
            return lines.numbers
        if column is not None and column.type == DATE:
            return lambda values: lines.ready(_iso(values))
        return lines.text

    @staticmethod
    def _figures(columns: dict[str, list]) -> list[str]:
        """The numbers without a column of their own, as JSON."""
        names = [name.removeprefix("figures.") for name in columns]
        return [
            "{"
            + ", ".join(f'"{name}": {value}' for name, value in zip(names, row, strict=True) if value is not None)
            + "}"
            for row in zip(*columns.values(), strict=True)
        ]


def _iso(days: list) -> list[str]:
    known = {day: day.isoformat() if day else "\\N" for day in set(days)}
    return [known[day] for day in days]
