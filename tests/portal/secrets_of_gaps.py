"""A gap of the first commune and a row that asks whose it is: who may not see the employer finds nothing of it."""

from employers.models import Gap, Match
from tests.portal.canaries import World


def gaps_of(world: World) -> list:
    """One of each that acts are about; not saved."""
    commune = world.agencies["commune"]
    return [
        Gap(employer=world.employers["mot"], agency=commune),
        Match(batch=world.register_file, row_no=4),
        world.register_file,
    ]


def gap_examples(world: World) -> dict[str, list[tuple]]:
    """For each route about gaps and questions those of this province."""
    gaps = list(Gap.objects.filter(employer__province=world.province).values_list("pk", flat=True))
    asks = Match.objects.filter(batch=world.register_file).values_list("pk", flat=True)
    return {
        "gap": [(pk,) for pk in gaps],
        "gap-act": [(pk, "giai-trinh") for pk in gaps[:1]],
        "many-gaps": [("giai-trinh",)],
        "match-questions": [(world.register_file.pk,)],
        "answer-match": [(pk,) for pk in asks],
    }
