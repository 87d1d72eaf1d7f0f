"""Urging of every employer that owes, with reasons, grounds, outcomes and files: BHXH's own, told to nobody else."""

from datetime import date

from agencies.models import Agency
from arrears.models import EvasionGround, JustifiedReason, UrgingBundle, UrgingNotice, UrgingOutcome
from arrears.services.urging import draft_urging, issue_urging, record_service
from portal.core import files
from portal.core.acts import OPERATOR
from reports.services.urging_files import keep_urging_bundle_files, keep_urging_files
from tests.portal.canaries import CLOSED, NOW, OCTOBER, World

DAY = date(2026, 11, 5)


def urging_of(world: World) -> list:
    """One of each that acts are about; not saved."""
    bhxh, firm = world.agencies["bhxh"], world.employers["mot"]
    return [
        UrgingBundle(province=world.province, agency=bhxh),
        UrgingNotice(employer=firm, agency=bhxh),
        JustifiedReason(employer=firm, recorded_by=world.people["officer"]),
        EvasionGround(employer=firm),
    ]


def keep_urging(world: World) -> UrgingBundle:
    """The operator builds it; BHXH of the province is the sender, the first office sends its own."""
    for sender in (world.agencies["bhxh"], world.agencies["office"]):
        keys = [key for key in world.employers if (key == "trung") == (sender == world.agencies["office"])]
        bundle = _sent(world, sender, [world.employers[key].pk for key in keys], 1)
    for key, firm in world.employers.items():
        word = world.word(key)
        stored = files.keep(
            [word.encode()], name=f"{word}.pdf", content_type="application/pdf", province_code=_slug(world)
        )
        facts = {"employer": firm, "valid_from": DAY, "file": stored}
        JustifiedReason.objects.create(reason=word, **facts)
        EvasionGround.objects.create(ground="a", document_no=word[:20], document_on=DAY, **facts)
        UrgingOutcome.objects.create(employer=firm, month=OCTOBER.first_day, batch=world.batch, note=word)
    return bundle


def _slug(world: World) -> str:
    return world.province.slug


def _sent(world: World, sender: Agency, employers: list[int], number: int) -> UrgingBundle:
    version = world.versions[CLOSED]
    bundle = draft_urging(version, by=OPERATOR, agency=sender, employers=employers, at=NOW)
    bundle = issue_urging(bundle, by=OPERATOR, at=NOW, number=number, symbol="BHXH-QLT", issued_on=DAY)
    for notice in bundle.notices.all():
        path = world.folder / f"urging-{_slug(world)}-{notice.pk}"
        path.write_text(notice.name)
        proof = files.keep(
            [notice.name.encode()], name="x.pdf", content_type="application/pdf", province_code=_slug(world)
        )
        record_service(notice, by=OPERATOR, at=NOW, served_on=DAY, means="post", proof=proof)
        notice.refresh_from_db()
        keep_urging_files(notice, by=OPERATOR, pdf=path, docx=path)
    whole = world.folder / f"urgings-{_slug(world)}-{sender.pk}"
    whole.write_text(" ".join(bundle.notices.values_list("name", flat=True)))
    return keep_urging_bundle_files(bundle, by=OPERATOR, merged=whole, archive=whole)


def urging_examples(world: World) -> dict[str, list[tuple]]:
    """For each route the bundles, and what is kept of three employers."""
    firms = [world.employers[key].pk for key in ("mot", "vo", "khu")]

    def rows(model) -> list[tuple]:
        return [(pk,) for pk in model.objects.filter(employer__in=firms).order_by("pk").values_list("pk", flat=True)]

    bundles = [(bundle.pk,) for bundle in UrgingBundle.objects.filter(province=world.province)]
    found: dict[str, list[tuple]] = dict.fromkeys(
        ("urging-bundle", "discard-urging", "issue-urging", "make-urging-files", "serve-urgings"), bundles
    )
    found["urging-bundle-file"] = [(*bundle, kind) for bundle in bundles for kind in ("pdf", "zip")]
    notices = rows(UrgingNotice)
    deeds = ("urging", "leave-out-urging", "serve-urging", "withdraw-urging", "urging-proof", "urging-text")
    found |= dict.fromkeys(deeds, notices)
    found["urging-file"] = [(*notice, kind) for notice in notices for kind in ("pdf", "docx")]
    deeds = ("", "accept-", "withdraw-")
    found |= dict.fromkeys(
        (*(f"{deed}justified-reason" for deed in deeds), "justified-reason-file"), rows(JustifiedReason)
    )
    found |= dict.fromkeys(("evasion-ground", "end-evasion-ground", "evasion-ground-file"), rows(EvasionGround))
    found |= dict.fromkeys(("record-justified-reason", "record-evasion-ground"), [(pk,) for pk in firms])
    found["b10b-form"] = [(OCTOBER,)]
    return found | {"b10a-form": [(OCTOBER, world.agencies["office"].code), (OCTOBER, world.agencies["office2"].code)]}
