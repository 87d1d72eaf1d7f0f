"""A signed letter of the first commune to its employer, with files: who may not see the employer finds nothing of it."""

from datetime import date

from portal.core.acts import OPERATOR
from reports.models import DemandBundle
from reports.services.demand_files import keep_bundle_files, keep_demand_files
from reports.services.demand_letters import draw_up_demands, issue_demands
from tests.factories.gaps import make_gap
from tests.portal.canaries import NOW, World
from tests.portal.secrets_of_register import word


def keep_demands(world: World) -> DemandBundle:
    """The operator builds it; the commune is the sender."""
    sender = world.agencies["commune"]
    remark = word(world, "yeucau", "mot")
    gap = make_gap(world.employers["mot"], sender)
    bundle = draw_up_demands(sender, by=OPERATOR, gaps=[gap.pk], answer_by=date(2026, 12, 1), at=NOW, remark=remark)
    bundle = issue_demands(bundle, by=OPERATOR, at=NOW, number=1, symbol="UBND", issued_on=NOW.date())
    path = world.folder / f"demand-{world.province.slug}"
    path.write_text(world.word("mot"))
    for letter in bundle.demands.all():
        keep_demand_files(letter, by=OPERATOR, pdf=path, docx=path)
    return keep_bundle_files(bundle, by=OPERATOR, merged=path, archive=path)


def demand_examples(world: World) -> dict[str, list[tuple]]:
    """For each route about letters the bundle or the letter of this province."""
    bundle = DemandBundle.objects.get(province=world.province)
    whole, one = [(bundle.pk,)], [(bundle.demands.get().pk,)]
    found = dict.fromkeys(
        ("demand-bundle", "change-demands", "discard-demands", "issue-demands", "make-demand-files"), whole
    )
    found |= dict.fromkeys(("demand", "demand-text", "leave-out-demand"), one)
    found["demand-file"] = [(*one[0], kind) for kind in ("pdf", "docx")]
    found["demand-bundle-file"] = [(*whole[0], kind) for kind in ("pdf", "zip")]
    return found
