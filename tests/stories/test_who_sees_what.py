"""Every address of the portal, walked by everyone: nobody gets a name or an amount that is not theirs to see.

A new page is walked as soon as it has an address; one with an argument that nobody has an example for fails here.
"""

import io
import re
import zipfile
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from agencies.models import User
from portal.core.models import AuditEntry, Job, Notification
from portal.shell.file.parts import PARTS
from reports.models import OfficialForm, ReportFile
from tests.portal import secrets_of_demands as demands
from tests.portal import secrets_of_duties as secrets
from tests.portal import secrets_of_editions as editions
from tests.portal import secrets_of_happenings as happenings
from tests.portal import secrets_of_publication as publication
from tests.portal import secrets_of_register as register
from tests.portal import secrets_of_reviews as reviews
from tests.portal import secrets_of_urging as urging
from tests.portal.canaries import CLOSED, KEYS, NOVEMBER, OCTOBER, RESTATED, SEPTEMBER, STATES, TOLD, World, build
from tests.portal.secrets_of_gaps import gap_examples
from tests.portal.secrets_of_reckoning import keep_reckoning
from tests.portal.secrets_of_risk import keep_risk, risk_examples

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
PLACED = ("mot", "hai", "khu", "trung")
FIRST = ("mot", "trung")
# Whose amounts each may see, in which state of a month. Who sees which employers: secrets_of_register.
READERS: dict[str, tuple[tuple[str, ...], tuple[int, ...]]] = {
    "officer": (KEYS, STATES),
    "office": (FIRST, STATES),
    "department": (KEYS, (TOLD,)),
    "leader": (PLACED, (TOLD,)),
    "union": (PLACED, (TOLD,)),
    "board": (("khu",), (TOLD,)),
    "commune": (FIRST, (TOLD,)),
    "commune2": (("hai", "khu"), (TOLD,)),
    "tax": ((), ()),
}
NOBODY = ("auditor", "bhxh_auditor", "administrator", "disabled", "postless", "dissolved")
TRY_THE_OTHER_PROVINCE = ("officer", "department", "commune")
VARIANTS = ("format=xlsx&q=cong+ty&sort=-owed", "format=csv&version=2")
API_VARIANTS = ("page_size=500&ordering=-owed&search=cong&version=2",)
NOT_READ = {"api-docs", "api-schema"}  # described in tests/portal/api


@pytest.fixture
def worlds(tmp_path) -> tuple[World, World]:
    both = build("bac-ninh", tmp_path), build("hai-phong", tmp_path)
    for world in both:
        world.kept = secrets.keep_secrets(world)
        demands.keep_demands(world)
        urging.keep_urging(world)
        happenings.keep_happenings(world)
        reviews.keep_reviews(world)
        register.keep_register(world)
        publication.keep_publications(world)
        keep_risk(world)
        keep_reckoning(world)
    return both


def routes(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry)
        else:
            yield entry


def examples(world: World) -> dict[str, list[tuple]]:
    """For each route with arguments those of this province that matter."""
    months = [(month,) for month in (SEPTEMBER, OCTOBER, NOVEMBER)]
    reports = [(version.monthly_report.pk,) for version in world.versions.values()]
    lists = [(world.lists(state).get(purpose="report").pk,) for state in (TOLD, RESTATED, CLOSED)]
    employers = [(world.employers[key].pk,) for key in ("mot", "hai", "khu", "vo")]
    batch = [(world.batch.pk,)]
    people = [(world.people["officer"].pk,)]
    told = [("thang", world.report.pk, "pdf"), *(("no", pk, "pdf") for (pk,) in lists)]
    found: dict[str, list[tuple]] = {
        "employer": employers,
        "employer-in-full": employers,
        "employer-part": [(pk, part) for (pk,) in employers for part in PARTS],
        "job-progress": [(job.pk,) for job in Job.objects.filter(province_code=world.province.slug)[:2]],
        "read-notification": [(line.pk,) for line in Notification.objects.all()[:1]],
        "place-employer": employers[:2],
        "record-sector": employers[:2],
        "employer-identifiers": employers[:2],
        "employer-workplaces": employers[:2],
        "end-identifier": [(1,)],
        "end-workplace": [(1,)],
        "employer-duties": employers,
        "withdraw-duty-evidence": [(1,)],
        "duty-evidence-file": [(1,)],
        "record-note": employers[:2],
        "employer-notes": employers[:2],
        "official-form": [(form.pk,) for form in OfficialForm.objects.filter(province=world.province)],
        "ask-for-official-form": [(OCTOBER, 1, "b03")],
        "official-form-progress": [(OCTOBER, 1, "b03")],
        "import-template": [("c12",), ("b10",), ("urging-list",)],
        "rollup": [(*months[0], "commune"), (*months[0], "office"), (*months[1], "commune"), (*months[2], "province")],
        "debtor-list": lists,
        "api-debtor-entries": lists,
        "download-report-file": [(file.pk,) for file in ReportFile.objects.filter(province=world.province)],
        "ask-for-report-file": told,
        "report-file-progress": told,
    }
    found |= dict.fromkeys(
        ("month", "close-month", "ledger", "findings", "outlook", "payable-check", "reckoning-differences"), months
    )
    found["employer-outlook"] = employers
    found |= dict.fromkeys(("notes", "preview-notes", "record-notes"), months)
    found |= dict.fromkeys(("import", "confirm-import", "discard-import", "undo-import", "refused-rows"), batch)
    deeds = ("", "confirm-", "discard-", "undo-")
    found |= dict.fromkeys((f"{deed}register-file" for deed in deeds), [(world.register_file.pk,)])
    found["register-file-rows"] = [(world.register_file.pk,)]
    found |= {"refused-register-rows": [(world.register_file.pk,)], "register-template": [("business-registry",)]}
    found |= {"legal-figure": [("evasion.after_days",), ("rate.httt.employer",)]}
    found |= dict.fromkeys(("decide-legal-rule", "withdraw-legal-rule"), [(1,)])
    found |= urging.urging_examples(world)
    found |= gap_examples(world) | risk_examples(world)
    found |= demands.demand_examples(world) | happenings.happening_examples(world) | reviews.review_examples(world)
    for name in ("", "-lines", "-receipts", "-letter"):
        found[f"monthly-report{name}"] = reports
    found |= dict.fromkeys(("submit-monthly-report", "refresh-report-notes", "acknowledge-monthly-report"), reports[:1])
    plans = [(plan.pk,) for plan in world.province.reorganisations.all()]
    found |= dict.fromkeys(("reorganisation", "decide-reorganisation", "withdraw-reorganisation"), plans)
    found["draft-reorganisation"] = [("merge",), ("split",), ("rename",), ("move_units",), ("hand_function",)]
    found |= {"agency": [(world.agencies["office"].code,)], "name-holder": [("district_government",)]}
    targets = [(target.pk,) for target in world.province.targets.all()]
    found |= dict.fromkeys(("target", "end-target", "assign-parts"), targets)
    found |= {"indicator": [("bhyt_ratio",)]}
    methods = [(method.pk,) for method in world.province.denominator_methods.all()]
    found |= dict.fromkeys(("record-denominator", "record-denominators"), methods)
    officer = world.people["officer"]
    found["end-post"] = [(officer.posts.values_list("pk", flat=True).get(),)]
    nobody = ("rename-passkey", "remove-passkey", "end-session", "renew-invitation", "withdraw-invitation", "handover")
    found |= dict.fromkeys(nobody, [(1,)])  # of the asker's own or for administrators; nothing of an employer in them
    deeds = ("add-evidence", "submit-obligation", "report-nothing", "record-occurrence", "accept-obligation")
    deeds += ("return-obligation", "relay-obligation", "excuse-obligation", "acknowledge-obligation")
    found |= dict.fromkeys(("obligation", *deeds), [(world.obligation.pk,)])
    found |= dict.fromkeys(("evidence-file", "remove-evidence"), [(world.evidence.pk,)])
    found |= {"report-event": [(world.event.pk,)]}
    found |= dict.fromkeys(("directive", "begin-correction", "repeal-directive", "set-in-force"), [("vb-thu",)])
    draft = world.draft.pk
    deeds = (
        "draft",
        "change-draft-facts",
        "change-draft-clauses",
        "submit-draft",
        "return-draft",
        "approve-draft",
        "discard-draft",
    )
    found |= dict.fromkeys(deeds, [(draft,)])
    found |= dict.fromkeys(("new-draft-duty", "check-draft-duty"), [(draft, "c005")])
    found |= dict.fromkeys(("change-draft-duty", "remove-draft-duty"), [(draft, "so-noi-vu-01")])
    found |= {"setting": [("report.funds",)], "special-day": [("2026-01-01",)], "remove-special-day": [("2026-01-01",)]}
    found = with_kept(found, world)
    names = ("hand-over", "user", "appoint", "release", "disable-user", "enable-user", "unlock-user", "reset-password")
    return found | dict.fromkeys((*names, "reset-second-factor"), people)


def with_kept(found: dict[str, list[tuple]], world: World) -> dict[str, list[tuple]]:
    """The examples with what is kept from others first, so that it is tried from the other province too."""
    kept = {kind: [(pk,) for pk in keys] for kind, keys in world.kept.items()}
    for route, kind in (("obligation", "obligation"), ("evidence-file", "evidence"), ("draft", "draft")):
        found[route] = [*kept[kind], *found.get(route, [])]
    found["handover"], found["setting"] = kept["handover"], [*kept["setting"], *found.get("setting", [])]
    found["directive"] = [("van-ban-kin",), *found.get("directive", [])]
    found["late-agency"] = [(agency.code,) for agency in world.agencies.values()][:2]
    found |= dict.fromkeys(("exchange", "receive-exchange", "exchange-file"), kept["exchange"])
    found |= dict.fromkeys(("sync-count", "verify-sync"), kept["sync"])
    found["drop-difference"] = [(world.batch.pk,)]
    deeds = ("letter", "letter-text", "change-letter", "discard-letter", "issue-letter")
    found |= dict.fromkeys(deeds, kept["letter"])
    found |= dict.fromkeys(("renew-invitation", "withdraw-invitation"), kept["invitation"])
    found |= editions.edition_examples() | publication.publication_examples(world)
    return found | {"letter-file": [(pk, kind) for (pk,) in kept["letter"] for kind in ("pdf", "docx")]}


def addresses(world: World, most: int = 99) -> list[str]:
    known, found = examples(world), []
    for route in routes(get_resolver()):
        if route.name in NOT_READ:
            continue
        try:
            found += [reverse(route.name, args=args) for args in known.get(route.name, [()])[:most]]
        except NoReverseMatch:
            pytest.fail(f"{route.name}: give it an example here, so that it is walked")
    return found


def text_of(answer) -> str:
    """Everything in the answer as text; a workbook unpacked; figures without their separators."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b" ".join(book.read(name) for name in book.namelist())
    text = content.decode("utf-8", "replace")
    return re.sub(r"(?<=\d)[.,\u00a0\u202f](?=\d{3})", "", text)


def walk(user: User, paths: list[str]) -> dict[str, str]:
    """What this person gets at each address, lists also as files, searched, sorted and in another version."""
    client = Client(raise_request_exception=True)
    client.force_login(user, BACKEND)
    got = {}
    for path in paths:
        answer = client.get(path)
        got[path] = text_of(answer)
        if answer.status_code != 200:
            continue
        asked = API_VARIANTS if path.startswith("/api/") else VARIANTS if "format=xlsx" in got[path] else ()
        for query in asked:
            got[f"{path}?{query}"] = text_of(client.get(f"{path}?{query}"))
    return got


def forbidden(here: World, there: World, name: str) -> dict[str, str]:
    """Canary -> what it would give away."""
    keys, states = READERS.get(name, ((), ()))
    known = register.REGISTER.get(name, ())
    found = {there.word(key): f"the other province's {key}" for key in KEYS if key != "trung"}
    found |= {here.word(key): f"the name of {key}" for key in KEYS if key not in known}
    for state in STATES:
        found |= {str(there.money(key, state)): f"the other province's {key}" for key in KEYS}
        unseen = KEYS if state not in states else [key for key in KEYS if key not in keys]
        found |= {str(here.money(key, state)): f"the amount of {key} in state {state}" for key in unseen}
        if state not in states or len(keys) < len(PLACED):
            found[str(here.total(state))] = f"the province's sum in state {state}"
    found |= {secrets.word(there, key): f"the other province's {key}" for key in secrets.READERS}
    found[f"tax {there.province.slug}"] = "an agency of the other province"
    found |= publication.kept_from(here, there, name)
    return found | dict(register.forbidden_to(here, there, name))


def kept_from(here: World, name: str) -> dict[str, str]:
    """Canary -> what it would give away, of what agencies of the own province keep to themselves."""
    return {secrets.word(here, key): key for key, readers in secrets.READERS.items() if name not in readers}


def test_nobody_gets_what_is_not_theirs(worlds):
    here, there = worlds
    ours, theirs = addresses(here) + register.searches(here, there), addresses(there, most=1)
    told = []
    for name in (*READERS, *NOBODY):
        paths = ours + (theirs if name in TRY_THE_OTHER_PROVINCE else [])
        told += _what_is_wrong(here, there, name, walk(here.person(name), paths))
    assert not told, "\n".join(told)
    names = set(AuditEntry.objects.filter(user=here.people["commune"]).values_list("act", flat=True))
    assert {"ledger", "debtor_list", "employer", "employers", "board", "monthly_report", "report_file"} <= names
    for name in ("tax", "commune", "department"):
        assert AuditEntry.objects.filter(user=here.people[name], kind="refused", act="404").exists()


def _what_is_wrong(here: World, there: World, name: str, got: dict[str, str]) -> Iterator[str]:
    """What this person met and must not, what it should have met and did not."""
    keys, states = READERS.get(name, ((), ()))
    for canary, what in (forbidden(here, there, name) | kept_from(here, name)).items():
        yield from (f"{name} meets {what} at {path}" for path, text in got.items() if canary in text)
    everything = " ".join(got.values())
    missing = [here.word(key) for key in register.REGISTER.get(name, ()) if here.word(key) not in everything]
    missing += register.missed(here, name, everything) + publication.missed(here, name, everything)
    missing += [
        key for key, readers in secrets.READERS.items() if name in readers and secrets.word(here, key) not in everything
    ]
    missing += [
        str(here.money(key, state)) for key in keys for state in states if str(here.money(key, state)) not in everything
    ]
    if missing:
        yield f"{name} should see {missing}"


def test_the_box_says_of_what_is_not_theirs_what_it_says_of_nothing(worlds):
    here, there = worlds
    for name in ("board", "commune2", "auditor", "administrator"):
        client = Client()
        client.force_login(here.person(name), BACKEND)
        for asked in (here.word("mot")[:-1], there.word("hai")[:-1], register.word(here, "madinhdanh", "mot")[:-1]):
            for address in register.BOX:
                told, nothing = (said(client, address, words) for words in (asked, "QZXWJQZXW"))
                assert told == nothing, f"{name}: {address.format(asked)}"


def said(client: Client, address: str, words: str) -> str:
    """The words of the page without those that were typed."""
    text = re.sub(r"(?s)<script.*?</script>|<[^>]+>", " ", text_of(client.get(address.format(words))))
    return " ".join(text.replace(words, "").split())
