"""Lists that nobody has published yet: BHXH's by a month not submitted, the first commune's by one that was. Every word of them
is a canary for everybody but the people of their publisher, and a payment for everybody but BHXH."""

from datetime import date, timedelta

from agencies.models import ProvinceSetting
from arrears.models import Hold, Objection, PaymentReport, Publication, PublicationLine
from arrears.queries.publication.notices import letters_of
from arrears.services.publication.drawing import draw_up_publication
from arrears.services.publication.noticing import keep_all_letters, keep_notice_files, notice_publication
from arrears.services.publication.objections import record_objection
from portal.core.acts import OPERATOR
from portal.core.files import keep
from tests.portal.canaries import CLOSED, NOW, PLACES, TOLD, World

BHXH, COMMUNE = ("officer",), ("commune",)
READERS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("dongbhxh", "loaibhxh", "quabhxh", "phanhoibhxh", "giubhxh", "sobhxh", "tepbhxh", "vebhxh"), BHXH),
    **dict.fromkeys(("dongxa", "loaixa", "quaxa", "phanhoixa", "giuxa", "soxa", "tepxa", "vexa"), COMMUNE),
    "chungtu": ("officer", "office"),
}


def word(world: World, key: str) -> str:
    return f"{world.province.slug.replace('-', '')}{key}congkhai".upper()


def owed(world: World, key: str) -> int:
    """What a list says that an employer owes: a figure that stands nowhere else."""
    return int(f"6{PLACES[world.province.slug]}{list(READERS).index(key) + 10}31077")


def keep_publications(world: World) -> None:
    """Communes of both provinces may publish."""
    ProvinceSetting.objects.create(
        province=world.province, key="publication.local_publishers", value=["commune_committee"],
        valid_from=date(2026, 1, 1), reason="thử",
    )  # fmt: skip
    for key, agency, state, what in (("bhxh", "bhxh", CLOSED, "debtors"), ("xa", "commune", TOLD, "late")):
        _keep_list(world, key, agency, state, what)
    facts = {"paid_on": NOW.date(), "document_no": word(world, "chungtu"), "file": _file(world, "chungtu")}
    PaymentReport.objects.create(employer=world.employers["mot"], amount=1, **facts)


def _keep_list(world: World, key: str, agency: str, state: int, what: str) -> None:
    """Drawn up, let pass, told, objected to and held by the operator and people; each part with its word."""
    facts = {"by": OPERATOR, "at": NOW}
    made = draw_up_publication(world.agencies[agency], what=what, version=world.versions[state], **facts)
    made.lines.update(state=PublicationLine.State.CANDIDATE, stops=[], passed_reason=word(world, f"qua{key}"))
    made.lines.update(name=word(world, f"dong{key}"), owed=owed(world, f"dong{key}"))
    last = made.lines.order_by("-place").first()
    PublicationLine.objects.filter(pk=last.pk).update(state="struck", struck_reason=word(world, f"loai{key}"))
    Publication.objects.filter(pk=made.pk).update(state="checked", ended_reason=word(world, f"ve{key}"))
    made.refresh_from_db()
    symbol = {"number": 1, "symbol": word(world, f"so{key}")}
    made = notice_publication(made, issued_on=NOW.date(), **symbol, **facts)
    path = world.folder / f"notice-{world.province.slug}-{key}"
    path.write_text(word(world, f"tep{key}"))
    for line in made.lines.exclude(notice=None):
        keep_notice_files(line.notice, by=OPERATOR, pdf=path, docx=path)
    keep_all_letters(
        made, by=OPERATOR, merged=path, archive=path, letters=letters_of(made).values_list("pk", flat=True)
    )
    line = made.lines.filter(state="candidate").first()
    said = {"received_on": NOW.date(), "text": word(world, f"phanhoi{key}"), "file": _file(world, f"tep{key}")}
    record_objection(made, line=line.pk, **said, **facts)
    Hold.objects.create(
        employer=world.employers["mot"], agency=world.agencies[agency], kind="disputed", reason=word(world, f"giu{key}"),
        begins_on=NOW.date(), expires_on=NOW.date() + timedelta(days=9), file=_file(world, f"tep{key}"),
    )  # fmt: skip


def _file(world: World, key: str):
    chunks = [f"%PDF-1.4 {word(world, key)}".encode()]
    return keep(
        chunks, name=f"{word(world, key)}.pdf", content_type="application/pdf", province_code=world.province.slug
    )


def kept_from(here: World, there: World, name: str) -> dict[str, str]:
    """Canary -> what it would give away."""
    found = {word(there, key): f"the other province's {key}" for key in READERS}
    for key, readers in READERS.items():
        if name not in readers:
            found |= {word(here, key): f"{key} of a list on its way", str(owed(here, key)): f"the amount of {key}"}
    return found


def missed(here: World, name: str, everything: str) -> list[str]:
    """What the makers of a list should have met and did not."""
    return [key for key, readers in READERS.items() if name in readers and word(here, key) not in everything]


def publication_examples(world: World) -> dict[str, list[tuple]]:
    """Each list of the province with one line of every state, its letters, its answers, holds and payments."""
    made = Publication.objects.filter(province=world.province).order_by("pk")
    whole = [(one.pk,) for one in made]
    lines = [(one.pk,) for one in PublicationLine.objects.filter(publication__in=made).order_by("pk")]
    deeds = ("check", "recheck", "notice", "approve", "return", "discard")
    found = dict.fromkeys((f"{deed}-publication" for deed in deeds), whole)
    found |= dict.fromkeys(("publication", "publication-notices", "publication-objections"), whole)
    found |= dict.fromkeys(("record-notice-sent", "make-notice-files"), whole)
    found["publish-edition"] = [*whole, (1,)]
    found |= dict.fromkeys(("publication-line", "pass-stop", "strike-line", "record-objection"), lines)
    answers = [(one.pk,) for one in Objection.objects.filter(line__publication__in=made)]
    found |= dict.fromkeys(("publication-objection", "objection-file"), answers)
    letters = [one.notice.pk for one in PublicationLine.objects.filter(publication__in=made).exclude(notice=None)]
    found["publication-letters"] = [(one.pk, kind) for one in made for kind in ("pdf", "zip")]
    found["publication-notice-file"] = [(pk, kind) for pk in letters for kind in ("pdf", "docx")]
    holds = [(one.pk,) for one in Hold.objects.filter(employer__province=world.province)]
    found |= dict.fromkeys(("hold", "end-hold", "hold-file"), holds)
    payments = [(one.pk,) for one in PaymentReport.objects.filter(employer__province=world.province)]
    found |= dict.fromkeys(("payment-report", "withdraw-payment", "payment-file"), payments)
    employers = [(one.pk,) for one in world.employers.values()]
    return found | dict.fromkeys(("record-hold", "record-payment"), employers[:3])


def publications_of(world: World) -> list:
    """One of each kind of thing that acts of publication are about, of BHXH and of the commune."""
    first, agencies = world.employers["mot"], world.agencies
    lists = [Publication(province=world.province, agency=agencies[name]) for name in ("bhxh", "commune")]
    held = Hold(employer=first, agency=agencies["bhxh"], expires_on=date(2026, 12, 1))
    return [*lists, held, PaymentReport(employer=first, amount=1)]
