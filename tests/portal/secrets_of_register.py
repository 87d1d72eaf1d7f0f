"""What is known of the employers of a province, each thing with a word or a figure of its own, and who of the walkers may meet
it: counts source by source, gaps, events, strikes, corrections, alerts, review lines, identifiers, workplaces, evidence, rows
that ask, coverage. Nobody else meets it, and nobody of the other province."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from django.utils.timezone import localdate

from agencies.models import DutyParty
from employers.models import (
    Alert,
    Correction,
    CoverageFigure,
    DutyEvidence,
    GapStep,
    Identifier,
    LabourCount,
    LabourRelation,
    ReviewLine,
    SourceRow,
    StatusEvent,
    SyncCount,
    SyncStep,
    Workplace,
)
from employers.queries.employer_duties import EMPLOYERS
from employers.services.words import keep_words
from portal.core.acts import THE_CLOCK
from portal.core.folding import fold
from tests.factories.duties import make_directive, make_duty
from tests.factories.gaps import make_gap
from tests.portal.canaries import KEYS, PLACES, World
from tests.portal.secrets_of_reviews import OWNERS

AT = datetime(2026, 11, 4, 2, tzinfo=UTC)
YEAR = date(2026, 1, 1)
FIRST, SECOND = ("mot", "trung"), ("hai", "khu")
REGISTER: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("officer", "department", "leader", "union", "tax"), KEYS),
    "office": FIRST,
    "board": ("khu",),
    "commune": FIRST,
    "commune2": SECOND,
}
"""Whose employers each walker sees; whoever is not here sees none."""
ALL_COUNTS = frozenset({"officer", "department", "leader"})
MANAGED = {
    "mot": "commune",
    "trung": "commune",
    "hai": "commune2",
    "khu": "board",
    "vo": "department",
    "vang": "department",
}
SOURCES = {
    "tax": "tax",
    "zone_board": "board",
    "commune": "commune",
    "social_insurance": "bhxh",
    "employer": "bhxh",
    "labour": "department",
}
OWED = {**REGISTER, "tax": (), "leader": (*FIRST, *SECOND), "union": (*FIRST, *SECOND)}
"""Whose arrears."""
NOTHING_OF_STRIKES = {"tax"}


def word(world: World, kind: str, key: str) -> str:
    return f"{world.province.slug.replace('-', '')}{kind}{key}rieng".upper()


def people(world: World, source: str, key: str) -> int:
    """A figure that stands nowhere else."""
    return int(f"4{PLACES[world.province.slug]}{KEYS.index(key) + 1}{list(SOURCES).index(source) + 1}09517")


def short(world: World, key: str) -> int:
    """People likely without insurance."""
    return int(f"4{PLACES[world.province.slug]}{KEYS.index(key) + 1}909517")


def covered(world: World) -> int:
    return int(f"4{PLACES[world.province.slug]}8809517")


def readers_of(world: World) -> dict[str, tuple[str, frozenset[str]]]:
    """Canary -> what it is, and who may meet it."""
    found: dict[str, tuple[str, frozenset[str]]] = {}
    for key in KEYS:
        seers = frozenset(name for name, keys in REGISTER.items() if key in keys)
        owed = frozenset(name for name, keys in OWED.items() if key in keys)
        workers = seers & (ALL_COUNTS | {MANAGED[key]})
        for source, author in SOURCES.items():
            readers = seers if source == "social_insurance" else workers | (seers & {author})
            found[str(people(world, source, key))] = (f"{source} on {key}", readers)
        kinds = {
            **dict.fromkeys(("biendong", "dinhchinh", "canhbaomoi", "noilamviec", "madinhdanh"), seers),
            "quanhe": seers - NOTHING_OF_STRIKES,
            "canhbaono": owed,
            "minhchung": owed,
            **dict.fromkeys(("buocxuly", *(("dongrasoat",) if key in OWNERS else ())), workers),
        }
        found[str(short(world, key))] = (f"the difference of {key}", workers)
        found |= {word(world, kind, key): (f"{kind} of {key}", readers) for kind, readers in kinds.items()}
    found[word(world, "yeucau", "mot")] = ("a letter of the first commune", ALL_COUNTS | {"commune"})
    found[word(world, "dongnguon", "mot")] = ("a row of BHXH's file that asks", ALL_COUNTS)
    found[word(world, "xacminh", "mot")] = ("a step of a commune's counter", ALL_COUNTS | {"commune"})
    return found


def keep_register(world: World) -> None:
    """After the reviews: each employer gets an agency that answers for it, and something of everything."""
    agencies = world.agencies
    directive = make_directive(world.province, "van-ban-don-vi", coordinator=agencies["bhxh"])
    duty = make_duty(directive, "nop-dung-han")
    DutyParty.objects.create(duty=duty, part=DutyParty.Part.BEARER, slug=EMPLOYERS, name="Người sử dụng lao động")
    for key, firm in world.employers.items():
        firm.agency = agencies[MANAGED[key]]
        firm.save(update_fields=["agency"])
        _counted(world, key)
        _happened(world, key)
        note = word(world, "minhchung", key)
        facts = {"outcome": "not_done", "happened_on": AT.date(), "note": note, "agency": agencies["bhxh"]}
        DutyEvidence.objects.create(employer=firm, duty=duty, period="2026-10", **facts)
    _of_places(world)
    keep_words(world.province, by=THE_CLOCK)
    name = word(world, "dongnguon", "mot")
    told = {"sheet": "A", "name": name, "folded": fold(name)}
    SourceRow.objects.create(batch=world.register_file, row_no=5, **told)
    asked = [{"employer": world.employers["mot"].pk, "why": ["name"], "score": 30}]
    world.register_file.register_matches.create(row_no=5, state="asks", candidates=asked)


def _counted(world: World, key: str) -> None:
    """What each source says of one employer, the difference that follows, and a line of a review."""
    firm, agencies = world.employers[key], world.agencies
    for source, author in SOURCES.items():
        figure = {"participating" if source == "social_insurance" else "employed": people(world, source, key)}
        LabourCount.objects.create(
            employer=firm, source=source, period="2026", starts_on=YEAR, agency=agencies[author], **figure
        )
    facts = {"participating": 3, "counted": 3 + short(world, key)}
    gap = make_gap(firm, agencies[MANAGED[key]], period="2025", starts_on=date(2025, 1, 1), **facts)
    step = word(world, "buocxuly", key)
    GapStep.objects.create(gap=gap, state="open", on=AT.date(), note=step, agency=agencies[MANAGED[key]])
    ReviewLine.objects.filter(employer=firm).update(note=word(world, "dongrasoat", key))


def _happened(world: World, key: str) -> None:
    firm, told = world.employers[key], {"employer": world.employers[key], "agency": world.agencies["bhxh"]}
    StatusEvent.objects.create(kind="suspended", happened_on=YEAR, note=word(world, "biendong", key), **told)
    LabourRelation.objects.create(kind="dialogue", begun_on=YEAR, note=word(world, "quanhe", key), **told)
    Correction.objects.create(
        employer=firm, field="address", proposed="Phố Mới", reason=word(world, "dinhchinh", key),
        agency=world.agencies["department"], owner=world.agencies["bhxh"], proposed_by=world.people["department"],
    )  # fmt: skip
    for kind, name in (("new_not_joined", "canhbaomoi"), ("dissolving_owing", "canhbaono")):
        Alert.objects.filter(employer=firm, kind=kind).update(state="seen", answer=word(world, name, key))
    facts = {"employer": firm, "source": "Sổ", "valid_from": YEAR}
    Identifier.objects.create(scheme="registration_no", value=word(world, "madinhdanh", key), **facts)
    Workplace.objects.create(name=word(world, "noilamviec", key), commune=firm.commune, **facts)


def _of_places(world: World) -> None:
    """People taking part in the first commune, and a step of its counter of those not in step."""
    commune = world.agencies["commune"].territories.get().unit
    facts = {"province": world.province, "territory": commune}
    CoverageFigure.objects.create(
        month=date(2026, 10, 1), measure="bhxh_compulsory", value=covered(world), source="BHXH", **facts
    )
    count = SyncCount.objects.filter(**facts).first()
    note = word(world, "xacminh", "mot")
    SyncStep.objects.create(count=count, number=1, on=localdate(AT), note=note, agency=world.agencies["commune"])


BOX = ("/tim/?q={}", "/tim/?q={}&what=employers", "/tim/goi-y?q={}")


def searches(here: World, there: World) -> list[str]:
    """The box asked for all but the last letter of what each employer is called and numbered."""
    asked = [world.word(key)[:-1] for world in (here, there) for key in KEYS]
    asked += [word(world, "madinhdanh", key)[:-1] for world in (here, there) for key in KEYS]
    return [address.format(one) for one in asked for address in BOX]


def missed(world: World, name: str, everything: str) -> list[str]:
    """What this walker should have met and did not, of the employers whose pages are walked."""
    walked = [key for key in ("mot", "hai", "khu", "vo") if key in REGISTER.get(name, ())]
    told = (f"of {key}" for key in walked), (f"on {key}" for key in walked)
    ends = tuple(end for each in told for end in each)
    return [
        what
        for canary, (what, readers) in readers_of(world).items()
        if name in readers and what.endswith(ends) and canary not in everything
    ]


def forbidden_to(here: World, there: World, name: str) -> Iterator[tuple[str, str]]:
    """Canaries that this walker of the first province must not meet."""
    for canary, (what, readers) in readers_of(here).items():
        if name not in readers:
            yield canary, what
    yield from ((canary, f"the other province's {what}") for canary, (what, _readers) in readers_of(there).items())
    yield str(covered(there)), "the other province's coverage"
