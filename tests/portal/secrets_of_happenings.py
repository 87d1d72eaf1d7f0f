"""What happened to the employers of a province and who they are: events, strikes, corrections, a pair, alerts. Whoever may not
see an employer finds none of it."""

from datetime import date

from employers.models import Alert, Correction, DuplicatePair, LabourRelation, StatusEvent
from tests.portal.canaries import World

DAY = date(2026, 11, 2)


def happenings_of(world: World) -> list:
    """One of each that acts are about; not saved."""
    firm, other = world.employers["mot"], world.employers["hai"]
    bhxh, department, commune = (world.agencies[name] for name in ("bhxh", "department", "commune"))
    asked = {"agency": department, "owner": bhxh, "proposed_by": world.people["department"]}
    return [
        StatusEvent(employer=firm, agency=bhxh),
        LabourRelation(employer=firm, agency=department),
        Correction(employer=firm, **asked),
        DuplicatePair(first=firm, second=other),
        Alert(employer=firm, agency=commune, kind=Alert.Kind.NEW_NOT_JOINED),
        Alert(employer=firm, agency=bhxh, kind=Alert.Kind.DISSOLVING_OWING),
    ]


def keep_happenings(world: World) -> None:
    """Of every employer something of each; the notes name the employer once more."""
    bhxh, proposer = world.agencies["bhxh"], world.people["department"]
    for key, firm in world.employers.items():
        told = {"employer": firm, "agency": bhxh, "note": world.word(key)}
        StatusEvent.objects.create(kind="dissolving", happened_on=DAY, **told)
        LabourRelation.objects.create(kind="strike", begun_on=DAY, workers=20, **told)
        Correction.objects.create(
            employer=firm, field="address", proposed=world.word(key), reason="x", agency=proposer.posting.agency,
            owner=bhxh, proposed_by=proposer,
        )  # fmt: skip
        Alert.objects.create(employer=firm, kind="new_not_joined", key="x", raised_on=DAY, agency=bhxh)
        facts = {"event": "dissolving", "happened_on": str(DAY)}
        Alert.objects.create(employer=firm, kind="dissolving_owing", key="x", raised_on=DAY, agency=bhxh, facts=facts)
    first, second = sorted((world.employers["mot"], world.employers["hai"]), key=lambda firm: firm.pk)
    DuplicatePair.objects.create(first=first, second=second, score=70, reasons=[{"ground": "same_name"}])


def happening_examples(world: World) -> dict[str, list[tuple]]:
    """For each route the rows of the first, of an unplaced employer and of one in a zone."""
    firms = [world.employers[key] for key in ("mot", "vo", "khu")]

    def rows(model) -> list[tuple]:
        return [(pk,) for pk in model.objects.filter(employer__in=firms).order_by("pk").values_list("pk", flat=True)]

    employers = [(firm.pk,) for firm in firms]
    found = dict.fromkeys(("employer-events", "employer-relations", "propose-correction"), employers)
    found["withdraw-status-event"] = rows(StatusEvent)
    deeds = ("end-labour-relation", "withdraw-labour-relation", "labour-relation-file")
    found |= dict.fromkeys(deeds, rows(LabourRelation))
    found |= dict.fromkeys(("correction", "decide-correction", "withdraw-correction"), rows(Correction))
    found |= dict.fromkeys(("alert", "answer-alert"), rows(Alert))
    pairs = [(pair.pk,) for pair in DuplicatePair.objects.filter(first__province=world.province)]
    found |= dict.fromkeys(("duplicate", "decide-duplicate", "ask-again"), pairs)
    return found | {"undo-merge": [(1,)]}
