"""Everything that runs by the clock, in hours of Asia/Ho_Chi_Minh. Names only: the frame imports no app."""

from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, Any]] = {
    "announce the jobs that nobody was told of": {
        "task": "portal.core.tasks.sweep_jobs",
        "schedule": 15.0,
        "options": {"expires": 14},  # while no worker is there, sweeps must not pile up
    },
    "finish the closings that were interrupted": {
        "task": "arrears.tasks.take_up_closings",
        "schedule": 120.0,
        "options": {"expires": 110},
    },
    "carry out the reorganisations whose day has come": {
        "task": "agencies.tasks.carry_out_reorganisations",
        "schedule": crontab(minute=2),  # every hour: what midnight missed is caught up
    },
    "let employers follow their communes to another agency": {
        "task": "employers.tasks.follow_agencies_everywhere",
        "schedule": crontab(hour=0, minute=20),
    },
    "give employers the status of the day": {
        "task": "employers.tasks.settle_statuses_everywhere",
        "schedule": crontab(hour=0, minute=5),
    },
    "tell of new employers that have not joined": {
        "task": "employers.tasks.raise_alerts_everywhere",
        "schedule": crontab(hour=0, minute=40),
    },
    "tell of employers that stop while they owe": {
        "task": "arrears.tasks.raise_alerts",
        "schedule": crontab(hour=0, minute=50),
    },
    "take off what is published who has paid": {
        "task": "arrears.tasks.delist_paid_everywhere",
        "schedule": crontab(minute=20),  # every hour: nobody who has paid is named until the next morning
    },
    "find employers that may be one": {
        "task": "employers.tasks.find_duplicates_everywhere",
        "schedule": crontab(hour=2, minute=40),
    },
    "count the words by which employers are found": {
        "task": "employers.tasks.keep_words_everywhere",
        "schedule": crontab(hour=3, minute=30),
    },
    "raise the obligations of the months ahead": {
        "task": "agencies.tasks.raise_everywhere",
        "schedule": crontab(hour=0, minute=30),
    },
    "judge what is overdue": {
        "task": "agencies.tasks.judge_overdue_everywhere",
        "schedule": crontab(minute="*/15"),
        "options": {"expires": 800},
    },
    "sound the alarm where no duty lies ahead": {
        "task": "agencies.tasks.watch_calendars",
        "schedule": crontab(hour=6, minute=0),
    },
    "close the accounts nobody uses, and tell when accounts must be reviewed": {
        "task": "agencies.tasks.look_after_accounts",
        "schedule": crontab(hour=2, minute=15),
    },
    "forget the sessions that are over": {
        "task": "portal.core.tasks.clear_sessions",
        "schedule": crontab(hour=3, minute=0),
    },
    "rebuild the provisional rollups of the open month": {
        "task": "arrears.tasks.rebuild_open_months",
        "schedule": crontab(hour=1, minute=30),
    },
    "end holds that are over, and look again at lists on their way to the public": {
        "task": "arrears.tasks.look_after_publications",
        "schedule": crontab(hour=5, minute=20),
    },
    "remind where a month is still open on the day set": {
        "task": "arrears.tasks.remind_of_open_months",
        "schedule": crontab(hour=7, minute=30),
    },
    "tell whose urging notices went without payment": {
        "task": "arrears.tasks.remind_of_urging_everywhere",
        "schedule": crontab(hour=6, minute=50),
    },
    "tell whose demand letters went unanswered": {
        "task": "reports.tasks.remind_of_demands_everywhere",
        "schedule": crontab(hour=6, minute=45),
    },
    "count who takes part in the months that are closed": {
        "task": "arrears.tasks.record_participants_everywhere",
        "schedule": crontab(hour=3, minute=40),
    },
    "reckon the months that are closed": {
        "task": "arrears.tasks.reckon_everywhere",
        "schedule": crontab(hour=3, minute=50),
    },
    "score the risk of the months that are closed": {
        "task": "arrears.tasks.score_risk_everywhere",
        "schedule": crontab(hour=3, minute=50),
    },
    "compare the labour counts with who takes part": {
        "task": "employers.tasks.cross_check_everywhere",
        "schedule": crontab(hour=4, minute=10),
    },
    "remind whoever owes something, and mail it": {
        "task": "agencies.tasks.remind_everywhere",
        "schedule": crontab(hour=7, minute=0),
    },
}
