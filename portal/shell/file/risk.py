"""The employer's score of risk: each part with its fact and the road of the months; only for those who see risk."""

from datetime import date
from typing import Any

from agencies.models import User
from arrears.charts.risk import road_chart
from arrears.queries import risk as questions
from arrears.tables.risk_words import band_badges, said_of
from employers.models import Employer


def risk_of(user: User, employer: Employer, on: date) -> dict[str, Any]:
    """What the newest run that the person may see says of the employer."""
    run, score = questions.newest_score(user, employer)
    if run is None:
        return {"run": None}
    stamp = questions.stamp_of_run(run)
    return {
        "run": run,
        "score": score,
        "badge": band_badges(run).get(score.band) if score else None,
        "said": said_of(run, score, counts=questions.reads_counts(user)) if score else [],
        "chart": road_chart(questions.road_of(user, employer), stamp),
        "stamp": stamp,
    }
