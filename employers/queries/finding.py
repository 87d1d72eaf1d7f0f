"""The box of search: employers that a person may see, best first. At most MOST are looked at, so that common words cost no more
than rare ones; beyond that the reader is asked for another word.

Best first: the very code, the very name, names that begin so, the words side by side, in their order, in any order, inside
words, and last what a slip of one letter may have meant. An employer found to be another shows as the one that was kept."""

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Func, Q, QuerySet, TextField
from django.db.models.functions import Collate

from agencies.models import User
from employers.models import Employer, Identifier
from employers.models.reach import READS_PART
from employers.queries.search import LETTERS, RARE, having, in_codes, numbered, spellings, standing_in, with_parts
from employers.queries.words import Meaning, Question
from employers.rules.names import without_form
from employers.rules.spelling import is_code, one_letter_away

MOST = 1000
ENOUGH = 8
RARE_IN_PART, FEW = 20_000, 500
"""Of whoever reads one commune, zone or office all rows are read sooner; few rows are read sooner than looked up once more."""
NEARLY_ALL = 100_000
"""Of a part's rows so common a word leaves most: it is looked for in what the rarer ones leave."""
PLENTY = 10 * MOST
"""Where one word alone has so many, the longer words that begin with it need not be looked up."""
SHORTEST_NUMBER = 4
EXACT, BEGUN_CODE, NAMED, BEGINS, TOGETHER, IN_ORDER, ANY_ORDER, INSIDE, NEARLY = range(9)
Place = tuple[int, str, int]


class _Spaced(Func):
    """The name with a space before it, so that " ab" finds the beginnings of words."""

    template = "(' ' || %(expressions)s)"
    output_field = TextField()


@dataclass
class Found:
    """Employers' places in the order of the answer. `is_more`: there are others that were not looked at; `is_near`: none has
    the words as they were typed."""

    places: list[Place] = field(default_factory=list)
    is_more: bool = False
    is_near: bool = False

    def page(self, size: int, after: Place | None = None) -> tuple[list[int], Place | None]:
        """Ids of one page, and the place after which the next begins."""
        start = bisect_right(self.places, after) if after is not None else 0
        shown = self.places[start : start + size]
        return [pk for *_, pk in shown], shown[-1] if start + size < len(self.places) else None


def find_employers(user: User, question: Question, *, as_typed: bool = True, nearly: bool = True) -> Found:
    """What the person may see of the employers that were meant: those with the words as they were typed, or, where none is,
    nearly so. One of the two may be left to another call."""
    if not question.words or user.posting is None or not user.may("see_register"):
        return Found()
    search = _Search(user, question)
    if as_typed:
        search.by_code()
        search.by_names()
        if len(search.best) < ENOUGH:
            search.inside_words()
    if nearly and not search.best:
        search.nearly()
        if not search.best and (left := without_form(question.folded)):
            return _by_what_is_left(user, Question(left))
    return search.found()


def _by_what_is_left(user: User, question: Question) -> Found:
    """Somebody wrote the legal form in another way than the register, "CP" for "Cổ phần": the other words are looked for."""
    search = _Search(user, question)
    search.by_names()
    if not search.best:
        search.nearly()
    search.is_near = True
    return search.found()


class _Search:
    """One question under way: employer id -> its best place."""

    def __init__(self, user: User, question: Question):
        self.user, self.question = user, question
        self.words, self.text = question.words, question.folded
        self.reads_part = user.posting.agency.kind_id in READS_PART
        self.best: dict[int, Place] = {}
        self.is_more = self.is_near = False

    @cached_property
    def has_merged(self) -> bool:
        return Employer.objects.filter(province=self.user.posting.agency.province_id).exclude(merged_into=None).exists()

    def found(self) -> Found:
        return Found(sorted(self.best.values()), self.is_more, self.is_near)

    def by_code(self) -> None:
        """A number told alone, whole or begun, of today or of before."""
        code = self.text.replace(" ", "")
        if len(code) < SHORTEST_NUMBER or not any(sign.isdigit() for sign in code):
            return
        self._take(Employer.objects.filter(pk__in=numbered({code})), EXACT)
        for told in sorted(spellings(code)):
            begun = Identifier.objects.filter(value__startswith=told)
            self._take(Employer.objects.filter(pk__in=begun.order_by()[:MOST].values("employer")), BEGUN_CODE)

    def by_names(self) -> None:
        """Every word begins a word of the name, or stands in a code."""
        condition = self._written()
        if condition is None:
            return
        self._take(with_parts(Employer.objects.alias(spaced=_Spaced("folded"))).filter(condition))
        if self.is_more:
            self._begun_so()

    def _written(self) -> Q | None:
        """The rarest words ask the index, the common ones are looked for in what it finds; None: no name can have them."""
        ordered = sorted(self.question.meanings, key=lambda meaning: meaning.employers)
        most = RARE_IN_PART if self.reads_part else RARE
        rare = [meaning for meaning in ordered if meaning.employers <= most and not meaning.is_cut]
        rare = rare or ordered[: 0 if self.reads_part else 1]
        condition = Q()
        for meaning in ordered:
            one = self._in_name(meaning, by_index=meaning in rare)
            if _may_be_code(meaning.asked):
                one = one | in_codes(meaning.asked) if meaning.words else in_codes(meaning.asked)
            elif not meaning.words:
                return None
            condition &= one
        return condition

    def _in_name(self, meaning: Meaning, *, by_index: bool) -> Q:
        if not by_index:
            return Q(spaced__contains=f" {meaning.asked}")
        is_alone = len(self.words) == 1 and not self.reads_part
        enough = meaning.words[:1] if is_alone and meaning.first > PLENTY else meaning.words
        return having(enough)

    def _begun_so(self) -> None:
        """Of very many the names that begin with the text, in their order."""
        rows = Employer.objects.visible_to(self.user).live().alias(plain=Collate("folded", "C"))
        rows = rows.filter(plain__gte=self.text, plain__lt=f"{self.text}~")
        self._place(rows.order_by("plain", "pk")[:ENOUGH], None)

    def inside_words(self) -> None:
        """The words anywhere in names and codes; a word of one or two letters stands in too many."""
        if any(len(word) < LETTERS for word in self.words):
            return
        most = RARE_IN_PART if self.reads_part else RARE
        self._take(with_parts(Employer.objects.all()).filter(standing_in(self.question.holding, most)), INSIDE)

    def nearly(self) -> None:
        """With one slip of a letter, where nothing has the words as they are."""
        self.is_near = True
        if len(self.words) == 1 and is_code(self.words[0]):
            self._take(Employer.objects.filter(pk__in=numbered(one_letter_away(self.words[0]))), NEARLY)
            return
        condition = Q()
        ordered = sorted(self.question.nearly, key=lambda meaning: (meaning.is_cut, meaning.employers))
        few = RARE if self.reads_part else FEW
        is_few = ordered[0].employers <= few and not ordered[0].is_cut
        for place, meaning in enumerate(ordered):
            is_common = meaning.is_cut or meaning.employers > RARE
            is_spared = (is_few and is_common) or (self.reads_part and meaning.employers > NEARLY_ALL)
            condition &= _nearly_in(meaning, by_index=not (place and is_spared))
        self._take(with_parts(Employer.objects.all()).filter(condition), NEARLY)

    def _take(self, rows: QuerySet, rank: int | None = None) -> None:
        """Of these rows those the person may see; of merged ones the kept."""
        self._place(rows.visible_to(self.user).live()[: MOST + 1], rank)
        if not self.has_merged:
            return
        kept = rows.filter(merged_into__isnull=False).values_list("merged_into", flat=True)
        gone = list(kept[:ENOUGH])
        if gone:
            self._place(
                Employer.objects.visible_to(self.user).live().filter(pk__in=gone), ANY_ORDER if rank is None else rank
            )

    def _place(self, rows: QuerySet, rank: int | None) -> None:
        seen = 0
        for pk, folded, key in rows.values_list("pk", "folded", "sort_key"):
            seen += 1
            place = (self._rank(folded) if rank is None else rank, key, pk)
            if pk not in self.best or place < self.best[pk]:
                self.best[pk] = place
        self.is_more = self.is_more or seen > MOST

    def _rank(self, folded: str) -> int:
        name = f" {folded}"
        if folded == self.text:
            return NAMED
        if folded.startswith(self.text):
            return BEGINS
        if f" {self.text}" in name:
            return TOGETHER
        at = 0
        for word in self.words:
            at = name.find(f" {word}", at) + 1
            if not at:
                return ANY_ORDER
        return IN_ORDER


def _may_be_code(word: str) -> bool:
    return len(word) >= LETTERS and any(sign.isdigit() for sign in word)


def _nearly_in(meaning: Meaning, *, by_index: bool) -> Q:
    written = having(meaning.words, by_index=by_index) if meaning.words else Q(pk__in=[])
    return written | in_codes(meaning.asked) if _may_be_code(meaning.asked) else written
