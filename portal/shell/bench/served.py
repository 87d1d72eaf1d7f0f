"""The portal as it is served, with a note on each answer: milliseconds and processor time inside, and queries."""

import json
import time

from django.core.wsgi import get_wsgi_application
from django.db import connection

NOTE = "X-Bench"


class Tally:
    """Counts queries."""

    def __init__(self) -> None:
        self.queries = 0

    def __call__(self, execute, sql, params, many, context):
        self.queries += 1
        return execute(sql, params, many, context)


def noted(served):
    """The WSGI application, each answer with its note."""

    def answer(environ, start_response):
        tally, began, worked = Tally(), time.perf_counter(), time.thread_time()

        def start(status, headers, exc_info=None):
            spent = (time.perf_counter() - began) * 1000, (time.thread_time() - worked) * 1000, tally.queries
            return start_response(status, [*headers, (NOTE, json.dumps(spent))], exc_info)

        with connection.execute_wrapper(tally):
            return served(environ, start)

    return answer


application = noted(get_wsgi_application())
