"""The tests' own ground: roles, grants of the two servers, and what a fixture promises."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_a_test_works_as_the_app_and_not_as_the_owner():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("portal_app", False, False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner <> 'portal_owner'")
        assert cursor.fetchone() == (0,)


def test_a_killed_redis_comes_back_with_what_it_acknowledged(redis_server):
    assert redis_server.answers()
    redis_server.kill()
    assert not redis_server.answers()
    redis_server.start()
    assert redis_server.answers()
