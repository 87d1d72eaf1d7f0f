"""What a reorganisation would touch: every post, open obligation and, through the storeys above, employer; what stands in
its way; and which agency took over from one that ended."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from agencies.models import (
    AdminUnit,
    AgencyKind,
    AgencyTerritory,
    DutyParty,
    Function,
    Obligation,
    Post,
    Province,
    Reorganisation,
    User,
)
from agencies.queries.functions import IN_PARTS
from agencies.rules.reorganisations import Plan, agencies_of, ending, units_of
from agencies.rules.wording import period_words

Kind = Reorganisation.Kind
SHOWN = 200  # rows of a list on the page; the count is always whole


@dataclass
class Touched:
    """One sort of thing that is touched: how many, and the first of them as (what, where, what becomes of it, address)."""

    label: str
    heads: tuple[str, str, str]
    count: int
    rows: list[tuple[str, str, str, str]] = field(default_factory=list)


@dataclass
class Preview:
    agencies: Touched
    functions: Touched
    units: Touched
    posts: Touched
    obligations: Touched
    above: list[Touched] = field(default_factory=list)

    @property
    def sorts(self) -> list[Touched]:
        return [self.agencies, self.functions, self.units, self.posts, self.obligations, *self.above]

    def as_kept(self) -> dict[str, Any]:
        """What is written down with the decision: names of agencies and people, counts of the rest."""
        return {
            "counts": [[str(sort.label), sort.count] for sort in self.sorts],
            "agencies": [list(row[:3]) for row in self.agencies.rows],
            "posts": [list(row[:3]) for row in self.posts.rows],
        }


def preview(found: Reorganisation, *, reader: Any = None) -> Preview:
    """What the plan touches as things stand now. Storeys above add theirs (settings.REORGANISATION_PREVIEWS), and show
    `reader` only names that the reader may see."""
    roads = Roads(found.province, found.kind, found.plan, found.effective_on)
    above = [
        import_string(name)(found.province, agencies=roads.ended, units=roads.moving_units(), reader=reader)
        for name in settings.REORGANISATION_PREVIEWS
    ]
    return Preview(
        agencies=roads.agencies(),
        functions=roads.functions(),
        units=roads.units(),
        posts=roads.posts(),
        obligations=roads.obligations(),
        above=above,
    )


class Roads:
    """Who passes what to whom under one plan, on its day."""

    def __init__(self, province: Province, kind: str, plan: Plan, on: date) -> None:
        self.province, self.kind, self.plan, self.on = province, kind, plan, on
        here = province.agencies.select_related("kind").filter(pk__in=agencies_of(plan))
        self.named = {agency.pk: agency for agency in here}
        self.losing = ending(plan) or ([plan["agency"]] if kind == Kind.SPLIT else [])

    @property
    def ended(self) -> list[int]:
        """The agencies that end on the day."""
        return [] if self.kind == Kind.SPLIT and not self.plan.get("ends") else self.losing

    def agency(self, pk: int | None) -> str:
        return self.named[pk].name if pk in self.named else "–"

    @property
    def heir(self) -> str:
        """The name of the agency that gets what is not given to another by name."""
        if self.kind == Kind.MERGE:
            return self.agency(self.plan["into"]) if self.plan.get("into") else self.plan["new"]["name"]
        if self.kind == Kind.SPLIT and self.plan.get("ends"):
            return self.plan["parts"][0]["name"]
        return self.agency(self.plan.get("agency"))

    def taker(self, what: str) -> dict[Any, str]:
        """Of a split: user id, unit id or function code -> the part that takes it."""
        return {key: part["name"] for part in self.plan.get("parts", ()) for key in part.get(what, ())}

    def agencies(self) -> Touched:
        rows = []
        for pk, agency in self.named.items():
            then = _("tiếp nhận") if pk == self.plan.get("into") else _("giữ nguyên")
            if pk in ending(self.plan) or (self.kind == Kind.SPLIT and self.plan.get("ends")):
                then = _("kết thúc, %(heir)s kế tục") % {"heir": self.heir}
            elif self.kind == Kind.RENAME:
                then = _("đổi tên thành %(name)s") % {"name": self.plan["name"]}
            elif self.kind == Kind.MOVE_UNITS:
                then = _("nhận thêm địa bàn")
            rows.append((agency.name, agency.kind.name, then, reverse("agency", args=[agency.code])))
        new = [self.plan["new"]] if self.plan.get("new") else self.plan.get("parts", [])
        rows += [(part["name"], "", _("thành lập"), "") for part in new]
        return Touched(_("Cơ quan"), (_("Cơ quan"), _("Loại"), _("Sau đó")), len(rows), rows)

    def functions(self) -> Touched:
        code = self.plan.get("function")
        if code:
            function = Function.objects.get(pk=code)
            kind = AgencyKind.objects.filter(pk=self.plan.get("kind") or "").first()
            to = kind.name if kind else self.agency(self.plan.get("agency"))
            return Touched(
                _("Chức năng"),
                (_("Chức năng"), _("Đang giữ"), _("Sau đó")),
                1,
                [(function.name, _now_held(self.province, code, self.on), to, "")],
            )
        taken = self.taker("functions")
        rows = [
            (
                row.function.name,
                row.agency.name if row.agency else row.kind.name,
                taken.get(row.function_id, self.heir),
                "",
            )
            for row in self._held()
        ]
        return Touched(_("Chức năng"), (_("Chức năng"), _("Đang giữ"), _("Sau đó")), len(rows), rows)

    def _held(self) -> list:
        """Functions that pass from an agency that ends or is split, where its kind has no one agency for each part."""
        kinds = {self.named[pk].kind_id for pk in self.losing if pk in self.named}
        if self.kind == Kind.MERGE:
            others = self.province.agencies.as_of(self.on).filter(area=None, kind__in=kinds).exclude(pk__in=self.losing)
            kinds -= set(others.values_list("kind_id", flat=True))
        held = self.province.function_holders.on(self.on).filter(
            Q(agency__in=self.losing) | Q(kind__in=kinds) & ~Q(kind__tier__in=IN_PARTS)
        )
        return list(held.select_related("function", "kind", "agency"))

    def moving_units(self) -> list[int]:
        if self.kind == Kind.MERGE:
            return list(self._territories().filter(agency__in=self.losing).values_list("unit_id", flat=True))
        if self.kind == Kind.SPLIT and self.plan.get("ends"):
            return list(self._territories().filter(agency=self.plan["agency"]).values_list("unit_id", flat=True))
        return units_of(self.plan)

    def _territories(self) -> QuerySet[AgencyTerritory]:
        standing = AgencyTerritory.objects.filter(Q(valid_to=None) | Q(valid_to__gte=self.on))
        return standing.filter(agency__province=self.province, unit__level=AdminUnit.Level.COMMUNE)

    def units(self) -> Touched:
        taken, ids = self.taker("units"), self.moving_units()
        kinds = {agency.kind_id for agency in self.named.values()}
        held = self._territories().filter(unit__in=ids, agency__kind__in=kinds)
        now = dict(held.values_list("unit_id", "agency__name"))
        rows = [
            (unit.name, now.get(unit.pk, "–"), taken.get(unit.pk, self.heir), "")
            for unit in AdminUnit.objects.filter(pk__in=ids)
        ]
        return Touched(_("Xã, phường, đặc khu"), (_("Tên"), _("Đang phụ trách"), _("Sau đó")), len(rows), rows)

    def posts(self) -> Touched:
        taken = self.taker("people")
        current = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gte=self.on), agency__in=self.losing)
        if self.kind == Kind.SPLIT and not self.plan.get("ends"):
            current = current.filter(user__in=list(taken))
        current = current.select_related("user", "agency").order_by("user__full_name", "pk")
        rows = [
            (
                f"{post.user.full_name} ({post.get_role_display()})",
                post.agency.name,
                taken.get(post.user_id, self.heir),
                reverse("user", args=[post.user_id]),
            )
            for post in current
        ]
        return Touched(_("Người dùng (vị trí)"), (_("Người"), _("Cơ quan"), _("Sau đó")), len(rows), rows)

    def obligations(self) -> Touched:
        """Those of agencies that end, and those that come with a function that passes."""
        functions = [self.plan["function"]] if self.plan.get("function") else list(self.taker("functions"))
        borne = DutyParty.objects.filter(part=DutyParty.Part.BEARER, function__in=functions).values("duty")
        passing = Q(duty__in=borne) & (Q(holder__in=self.losing) if self.losing else Q())
        found = Obligation.objects.filter(Q(holder__in=self.ended) | passing, province=self.province).open()
        shown = found.select_related("duty", "holder").order_by("due_at", "pk")[:SHOWN]
        rows = [
            (
                one.duty.summary_vi,
                f"{one.holder.name if one.holder else '–'}, {period_words(one.period)}",
                one.due_on.strftime("%d/%m/%Y") if one.due_on else "–",
                "",
            )
            for one in shown
        ]
        return Touched(_("Việc phải làm đang mở"), (_("Việc"), _("Cơ quan, kỳ"), _("Hạn")), found.count(), rows)


def _now_held(province: Province, function: str, on: date) -> str:
    held = province.function_holders.on(on).filter(function=function).select_related("kind", "agency")
    names = [row.agency.name if row.agency else row.kind.name for row in held if row.agency or row.kind]
    return ", ".join(names) or _("chưa có cơ quan nào được nêu")


def heirs(province: Province) -> dict[int, int]:
    """Agency that a reorganisation ended -> the one that took over from it, followed to the last."""
    found = next_heirs(province)
    return {old: _last(found, new) for old, new in found.items()}


def next_heirs(province: Province) -> dict[int, int]:
    """The same, one step: the one that took over on the day it ended."""
    done = province.reorganisations.filter(status=Reorganisation.Status.EFFECTIVE, kind__in=[Kind.MERGE, Kind.SPLIT])
    found: dict[int, int] = {}
    codes = (
        dict(province.agencies.values_list("code", "pk"))
        if (plans := list(done.order_by("effective_on", "pk")))
        else {}
    )
    for one in plans:
        if one.kind == Kind.MERGE:
            into = one.plan.get("into") or codes[one.plan["new"]["code"]]
            found |= dict.fromkeys(ending(one.plan), into)
        elif one.plan.get("ends"):
            found[one.plan["agency"]] = codes[one.plan["parts"][0]["code"]]
    return found


def _last(found: dict[int, int], agency: int) -> int:
    while agency in found:
        agency = found[agency]
    return agency


def people_moved(agencies: Iterable[int], on: date) -> QuerySet[User]:
    """Whoever began a post in one of the agencies on the day."""
    return User.objects.filter(posts__agency__in=list(agencies), posts__valid_from=on).distinct()
