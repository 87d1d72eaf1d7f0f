"""What a province's agencies keep to themselves: evidence and notes not sent yet, drafts, letters, accounts. Each holds a word
of its own, and READERS says who of the walkers may meet it; nobody else does, and nobody of the other province."""

from datetime import UTC, date, datetime

from agencies.models import (
    AccountReview,
    Agency,
    Evidence,
    HandOver,
    Invitation,
    Obligation,
    ProvinceSetting,
    ReviewRound,
    Target,
)
from employers.models import DataExchange, SyncCount
from portal.core.files import keep
from reports.models import Letter, LetterLine
from tests.factories.drafts import make_draft
from tests.factories.duties import make_directive, make_duty, make_evidence, make_obligation, make_receipt, make_step
from tests.portal.canaries import World

AT = datetime(2026, 11, 4, 2, tzinfo=UTC)
WATCHERS = ("officer", "department", "leader", "administrator", "auditor")  # of all obligations of the province
WITH_A_POST = ("officer", "office", "department", "leader", "union", "board", "commune", "commune2", "tax", "auditor")
READERS: dict[str, tuple[str, ...]] = {
    "vanban": (*WITH_A_POST, "bhxh_auditor", "administrator"),
    "muctieu": (*WITH_A_POST, "bhxh_auditor", "administrator"),
    "minhchungxa": ("commune",),
    "ghichuxa": ("commune",),
    "minhchungxahai": ("commune2",),
    "ghichuxahai": ("commune2",),
    "minhchungnop": (*WATCHERS, "tax"),
    "ghichunop": (*WATCHERS, "tax"),
    "duthaovanban": ("officer", "department", "administrator"),
    "duthaodondoc": ("officer",),
    "congvandondoc": (*WATCHERS, "commune"),
    "sapxep": ("administrator",),
    "loimoi": ("administrator",),
    "rasoat": ("administrator",),
    "bangiao": ("administrator",),
    "traodoi": ("officer", "department", "leader", "tax"),
    "dongbo": ("officer", "department", "leader", "commune"),
    "thietlap": ("officer", "department", "administrator", "auditor", "bhxh_auditor"),
}


def word(world: World, key: str) -> str:
    return f"{world.province.slug.replace('-', '')}{key}kin".upper()


def keep_secrets(world: World) -> dict[str, list]:
    """Write them all; primary keys by the name of the route's argument they serve."""
    directive = make_directive(world.province, "van-ban-kin", coordinator=world.agencies["bhxh"])
    directive.subject = f"Về việc {word(world, 'vanban')}"
    directive.save()
    begun = [_begun(world, directive, place, key) for place, key in (("commune", "xa"), ("commune2", "xahai"))]
    sent = _sent(world, directive)
    draft = _draft(world)
    letters = [_letter(world, begun[0], key) for key in ("duthaodondoc", "congvandondoc")]
    _issue(world, letters[1])
    obligations = [*begun, sent]
    evidence = Evidence.objects.filter(obligation__in=obligations).values_list("pk", flat=True)
    return {
        "obligation": [one.pk for one in obligations],
        "evidence": list(evidence),
        "draft": [draft.pk],
        "letter": [one.pk for one in letters],
        **_about_data(world),
        **_about_the_province(world),
        **_about_accounts(world),
    }


def _about_data(world: World) -> dict[str, list]:
    """The tax office handed something to BHXH; a commune's counter of those not in step."""
    province, agencies = world.province, world.agencies
    stored = keep([b"%PDF-1.4"], name="ban-giao.pdf", content_type="application/pdf", province_code=province.slug)
    exchange = DataExchange.objects.create(
        province=province, sender=agencies["tax"], receiver=agencies["bhxh"], subject=word(world, "traodoi"),
        form="letter", sent_on=AT.date(), file=stored,
    )  # fmt: skip
    commune = agencies["commune"].territories.get().unit
    count = SyncCount.objects.create(
        province=province, territory=commune, as_of=AT.date(), unsynced=40, source=word(world, "dongbo")
    )
    return {"exchange": [exchange.pk], "sync": [count.pk]}


def _begun(world: World, directive, place: str, key: str) -> Obligation:
    """A commune has begun its report: a file and a note that it has not sent."""
    agency = world.agencies[place]
    shared = (world.agencies["board"],)
    one = make_obligation(make_duty(directive, bearer=agency, cooperating=shared), agency)
    _file(world, one, f"minhchung{key}")
    make_step(one, "note", at=AT, text=word(world, f"ghichu{key}"))
    return one


def _sent(world: World, directive) -> Obligation:
    """The tax office has sent its report to the chair; the zone board cooperates in it and was sent nothing."""
    parts = {"recipients": (world.agencies["chair"],), "cooperating": (world.agencies["board"],)}
    one = make_obligation(make_duty(directive, bearer=world.agencies["tax"], **parts), world.agencies["tax"])
    _file(world, one, "minhchungnop", is_submitted=True)
    make_step(one, "submit", at=AT, text=word(world, "ghichunop"), is_submitted=True)
    make_receipt(one, world.agencies["chair"], at=AT)
    one.state, one.means, one.fulfilled_at, one.note = "submitted", "evidence", AT, word(world, "ghichunop")
    one.verdict, one.verdict_at = "on_time", AT
    one.save()
    return one


def _file(world: World, one: Obligation, key: str, *, is_submitted: bool = False) -> Evidence:
    text = word(world, key)
    proof = make_evidence(one, title=text)
    proof.file = keep([text.encode()], name=f"{text}.pdf", content_type="application/pdf")
    proof.is_submitted = is_submitted
    proof.save()
    return proof


def _draft(world: World):
    draft = make_draft(world.province, world.people["officer"], code="du-thao-kin", reason=word(world, "duthaovanban"))
    draft.content["subject"] = draft.reason
    draft.save()
    return draft


def _letter(world: World, one: Obligation, key: str) -> Letter:
    commune: Agency = world.agencies["commune" if key == "congvandondoc" else "commune2"]
    letter = Letter.objects.create(
        province=world.province,
        kind=Letter.Kind.URGING,
        sender=world.agencies["bhxh"],
        addressee=commune,
        as_of=AT.date(),
        remark=word(world, key),
        sender_name=world.agencies["bhxh"].name,
        addressee_name=commune.name,
        created_at=AT,
    )
    LetterLine.objects.create(letter=letter, place=1, obligation=one, name=word(world, key), due_on=AT.date())
    return letter


def _issue(world: World, letter: Letter) -> None:
    text = word(world, "congvandondoc")
    letter.status, letter.number, letter.issued_at = Letter.Status.ISSUED, "12/BHXH", AT
    letter.issued_by = world.people["head"]
    letter.pdf = keep([text.encode()], name="cong-van.pdf", content_type="application/pdf")  # auditors see names
    letter.save()


def _about_the_province(world: World) -> dict[str, list]:
    plan = world.province.reorganisations.get()
    plan.source = word(world, "sapxep")
    plan.save()
    target: Target = world.province.targets.get()
    target.source = word(world, "muctieu")
    target.save()
    ProvinceSetting.objects.create(
        province=world.province,
        key="due.before_is_exclusive",
        value=True,
        valid_from=date(2026, 11, 1),
        reason=word(world, "thietlap"),
    )
    return {"setting": ["due.before_is_exclusive"]}


def _about_accounts(world: World) -> dict[str, list]:
    bhxh, people = world.agencies["bhxh"], world.people
    facts = {"agency": bhxh, "role": "officer", "code_hash": "x", "invited_at": AT}
    invitation = Invitation.objects.create(
        full_name=word(world, "loimoi"), handle=f"k{world.province.pk}"[:8], expires_at=AT.replace(year=2099), **facts
    )
    opened = ReviewRound.objects.create(province=world.province, opened_at=AT)
    AccountReview.objects.create(
        round=opened, user=people["officer"], verdict="change", note=word(world, "rasoat"), rights="-", reviewed_at=AT
    )
    parties = {"leaver": people["late"], "successor": people["head"]}
    handover = HandOver.objects.create(agency=bhxh, handed_at=AT, note=word(world, "bangiao"), **parties)
    return {"invitation": [invitation.pk], "handover": [handover.pk]}
