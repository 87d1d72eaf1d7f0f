"""A labour review with a share for each of three agencies: none sees another's lines; the coordinator sees all."""

from datetime import date

from employers.models import LabourReview, ReviewLine, ReviewShare
from tests.portal.canaries import World

OWNERS = {"mot": "commune", "hai": "commune2", "khu": "board"}


def reviews_of(world: World) -> list:
    """One of each that acts are about; not saved."""
    review = LabourReview(province=world.province, coordinator=world.agencies["department"])
    return [review, ReviewShare(review=review, agency=world.agencies["commune"])]


def keep_reviews(world: World) -> None:
    """The note of each line names the employer once more."""
    review = LabourReview.objects.create(
        province=world.province,
        title="Rà soát 2026",
        period="2026",
        starts_on=date(2026, 1, 1),
        as_of=date(2026, 11, 1),
        due_on=date(2026, 12, 15),
        coordinator=world.agencies["department"],
        employers=len(OWNERS),
    )
    for key, owner in OWNERS.items():
        share = ReviewShare.objects.create(review=review, agency=world.agencies[owner], employers=1)
        firm = world.employers[key]
        ReviewLine.objects.create(share=share, employer=firm, ground="commune_government", note=world.word(key))


def review_examples(world: World) -> dict[str, list[tuple]]:
    reviews = [(review.pk,) for review in world.province.labour_reviews.all()]
    shares = [(pk,) for pk in ReviewShare.objects.filter(review__province=world.province).values_list("pk", flat=True)]
    lines = [(pk,) for pk in ReviewLine.objects.filter(share__in=[pk for (pk,) in shares]).values_list("pk", flat=True)]
    names = ("labour-review", "labour-review-report", "labour-review-lines", "add-to-review", "remind-review-shares")
    names += ("accept-review-shares",)
    found = dict.fromkeys((*names, "close-labour-review"), reviews)
    files = [(pk, "pdf") for (pk,) in reviews]
    found |= dict.fromkeys(("ask-for-review-file", "review-file-progress", "review-file"), files)
    deeds = ("submit", "return", "accept", "withdraw-events-of")
    names = ("review-share", "save-review-cells", "review-share-file", *(f"{deed}-review-share" for deed in deeds))
    found |= dict.fromkeys(names, shares)
    return found | dict.fromkeys(("review-line", "reassign-review-line"), lines)
