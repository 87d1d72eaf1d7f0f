"""Rows on their way to a staging table: counted, looked at for duplicates, written as COPY text. All or nothing is the
parent's to decide; here a refused row is only kept out and counted."""

from collections.abc import Iterable, Sequence

from portal.core.tabular.problems import Problems

CHUNK = 4096


class Staging:
    """Writes the rows of one file; knows how many there were, and which of them are refused."""

    def __init__(self, out, batch_id: int | str, problems: Problems, code_place: int | None = None):
        self.out, self.batch_id, self.problems, self.code_place = out, batch_id, problems, code_place
        self.rows = 0
        self.refused: set[int] = set()
        self._seen: dict[str, tuple[int, int]] = {}

    @property
    def accepted(self) -> int:
        return self.rows - len(self.refused)

    def put(self, numbers: Sequence[int], codes: list[str], tails: list[str], bad: set[int]) -> set[int]:
        """Write the good rows of a chunk. Answers the places of rows that repeat an earlier one word for word: they are
        not counted. `tails` are the COPY lines without batch and row number."""
        repeated = self._repeated(numbers, codes, tails, bad)
        self.rows += len(numbers) - len(repeated)
        self.refused.update(numbers[place] for place in bad - repeated)
        start = f"{self.batch_id}\t"
        if bad or repeated:
            left_out = bad | repeated
            kept = [(n, t) for place, (n, t) in enumerate(zip(numbers, tails, strict=True)) if place not in left_out]
            self.out.write("".join([f"{start}{number}\t{tail}\n" for number, tail in kept]).encode())
        else:
            pairs = zip(numbers, tails, strict=True)
            self.out.write("".join([f"{start}{number}\t{tail}\n" for number, tail in pairs]).encode())
        return repeated

    def _repeated(self, numbers: Sequence[int], codes: list[str], tails: list[str], bad: set[int]) -> set[int]:
        seen = self._seen
        if len(set(codes)) == len(codes) and seen.keys().isdisjoint(codes):
            seen.update(zip(codes, zip(numbers, map(hash, tails), strict=True), strict=True))
            return set()
        repeated: set[int] = set()
        for place, (number, code, tail) in enumerate(zip(numbers, codes, tails, strict=True)):
            if not code:
                continue
            first, first_hash = seen.setdefault(code, (number, hash(tail)))
            if first == number:
                continue
            if first_hash == hash(tail):
                repeated.add(place)
                self.problems.warning("duplicate_same", number, self.code_place, first=first)
            else:
                bad.add(place)
                self._conflict(code, first, number)
        return repeated

    def _conflict(self, code: str, first: int, number: int) -> None:
        facts = {"code": code, "first": first, "other": number}
        if first not in self.refused:
            self.refused.add(first)
        self.problems.error("duplicate_conflict", first, self.code_place, **facts)
        self.problems.error("duplicate_conflict", number, self.code_place, **facts)


class Calculated:
    """Formulas in value cells: the guard found where they stand, rows that hold one are refused."""

    def __init__(self, formulas: Iterable[tuple[int, int]], watched: Iterable[int], problems: Problems):
        self.problems = problems
        self.by_row: dict[int, list[int]] = {}
        watched = set(watched)
        for row, place in sorted(formulas):
            if place in watched:
                self.by_row.setdefault(row, []).append(place)

    def told(self, numbers: Sequence[int]) -> set[int]:
        """Tell the formulas in these rows; answers the places of the rows."""
        if not self.by_row:
            return set()
        found = {place for place, number in enumerate(numbers) if number in self.by_row}
        for place in sorted(found):
            for column in self.by_row[numbers[place]]:
                self.problems.error("formula", numbers[place], column)
        return found


def unusual(book) -> dict:
    """What the person should know of the workbook: links that were not followed, what is hidden."""
    if book is None:
        return {"external_links": 0, "hidden": []}
    hidden = []
    for seen in book.inspection.sheets:
        if seen.visibility != "visible":
            hidden.append(f"trang tính “{seen.name}”")
        if seen.hidden_rows:
            hidden.append(f"{len(seen.hidden_rows)} dòng của trang “{seen.name}”")
        if seen.hidden_columns:
            hidden.append(f"{len(seen.hidden_columns)} cột của trang “{seen.name}”")
    return {"external_links": len(book.inspection.external_links), "hidden": hidden}
