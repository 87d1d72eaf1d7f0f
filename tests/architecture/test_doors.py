"""Every address is closed to strangers: login, 401, 403 or 404, whatever the method; but for the public site, which asks
nobody who they are and changes nothing. Walked, not listed by hand."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern, RoutePattern
from django.utils.regex_helper import normalize

OPEN = {"login", "take-invitation", "healthz", "readyz"}  # what a stranger is meant to see
PUBLIC = "public-"  # how the names of the public site begin
PUBLISHED = {"public-home", "public-praise", "public-corrections", "public-verify", "public-feed"}
# Closed too without a right password, or a right code of an invitation.
ON_THE_WAY = {"second-factor", "enrol-second-factor", "new-password", "go-on", "passkey-challenge", "passkey-options"}
ON_THE_WAY |= {"accept-invitation"}
SAMPLES = {"int": "1", "slug": "x", "str": "x", "path": "x", "month": "2026-10", "quarter": "2026-Q3"}
SAMPLES["uuid"] = "00000000-0000-0000-0000-000000000000"
PARAMETER = re.compile(r"<(?:(?P<converter>\w+):)?\w+>")


def addresses(resolver: URLResolver, before: str = "/") -> Iterator[tuple[str, str]]:
    """Every address with a value in each place, and its name."""
    for entry in resolver.url_patterns:
        here = before + sample(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, here)
        elif isinstance(entry, URLPattern):
            yield here, entry.name or ""


def sample(pattern: RoutePattern | RegexPattern) -> str:
    if isinstance(pattern, RoutePattern):
        return PARAMETER.sub(lambda found: SAMPLES[found["converter"] or "str"], str(pattern))
    text, names = normalize(str(pattern).removeprefix("^"))[0]
    return text % dict.fromkeys(names, "x")


EVERY = list(addresses(get_resolver()))
CLOSED = [(address, name) for address, name in EVERY if name not in OPEN and not name.startswith(PUBLIC)]


def test_the_walk_finds_the_portal():
    names = {name for _address, name in EVERY}
    assert OPEN | ON_THE_WAY | {"home", "users", "account", "api-schema"} <= names
    assert len(EVERY) > 20


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "name"), CLOSED, ids=[address for address, _name in CLOSED])
def test_a_stranger_gets_login_or_a_refusal(address, name):
    for method in ("get", "post", "put", "patch", "delete", "head", "options"):
        answer = getattr(Client(), method)(address)
        told = f"{method.upper()} {address}: {answer.status_code}"
        if answer.status_code == 302:
            assert answer.url.split("?")[0] in ("/dang-nhap/", "/loi-moi/"), told
        elif name in ON_THE_WAY:
            assert answer.status_code == 405, told
        else:
            assert answer.status_code in (401, 403, 404), told


@pytest.mark.django_db
def test_only_these_addresses_are_open_to_strangers():
    opened = {name for address, name in EVERY if Client().get(address).status_code == 200}
    assert opened == OPEN | PUBLISHED


@pytest.mark.django_db
def test_the_public_site_answers_nobody_in_particular_and_takes_nothing():
    for address, name in EVERY:
        if not name.startswith(PUBLIC):
            continue
        asked, with_session = Client().get(address), Client()
        with_session.cookies["sid"] = "somebody"
        assert asked.status_code == (200 if name in PUBLISHED else 404), address
        if name != "public-feed":  # which says when it was made
            assert with_session.get(address).content == asked.content, address
        assert not asked.cookies and "Vary" not in asked.headers, address
        for method in ("post", "put", "patch", "delete"):
            assert getattr(Client(), method)(address).status_code == 405, f"{method} {address}"


@pytest.mark.django_db
def test_whatever_is_guessed_under_the_public_site_gets_the_same_words():
    guesses = ("/cong-khai/bac-ninh-2026-10-01/", "/cong-khai/du-thao/", "/cong-khai/a/b/c/d", "/cong-khai/x")
    guesses += ("/cong-khai/bac-ninh-2026-10-01/tep/pdf", "/cong-khai/1/tep/khong-co")
    answers = [Client().get(guess) for guess in guesses]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_no_address_of_a_library_signs_people_in_or_up():
    """Everything that signs in is ours: allauth's pages, Django's admin and DRF's login stay unrouted."""
    modules = {entry.lookup_str.split(".")[0] for entry in patterns(get_resolver())}
    ours = {"portal", "agencies", "employers", "arrears", "inspections", "reports"}
    assert modules - ours <= {"drf_spectacular"}


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry
