"""The words of all names that are searched, so that a mistyped one can be told from a rare one (SearchWord).

The database takes up a newcomer's words with the newcomer; how many employers have a word is counted anew after a file and at
night, and what waits unsorted in the indexes of the search is put in its place then."""

from django.db import connection
from django.db.models import QuerySet

from employers.models import Employer
from portal.core import sql
from portal.core.folding import sort_key

LONGEST = 40


def take_up_words(employers: QuerySet[Employer]) -> int:
    """Words of these employers' names that nobody had before. Returns how many; in order, so that two who do it at once never
    wait for each other in a circle."""
    asked, parameters = employers.order_by().values("folded").query.sql_with_params()
    question = f"""
        INSERT INTO employers_searchword (word, employers)
        SELECT word, count(*) FROM ({asked}) named, unnest(string_to_array(named.folded, ' ')) AS word
        WHERE length(word) BETWEEN 1 AND {LONGEST}
        GROUP BY word ORDER BY word
        ON CONFLICT (word) DO NOTHING
    """
    with connection.cursor() as cursor:
        cursor.execute(question, parameters)
        return int(cursor.rowcount)


def count_words() -> int:
    """Count all words anew. Returns how many were new or counted otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        changed = sql.execute("employers", "count_words", {"longest": LONGEST})
        cursor.execute("RESET work_mem")
        cursor.execute("SELECT portal_tidy_search()")
    return changed


def complete_sort_keys(cursor, table: str) -> None:
    """The Vietnamese order of names comes with the staged rows, except of files that were staged before it did."""
    cursor.execute(f"SELECT DISTINCT name FROM {table} WHERE sort_key IS NULL AND name IS NOT NULL")
    if names := [name for (name,) in cursor.fetchall()]:
        keys = [sort_key(name)[:300] for name in names]
        cursor.execute(
            f"UPDATE {table} t SET sort_key = k.key FROM unnest(%s::text[], %s::text[]) AS k (name, key)"
            " WHERE t.name = k.name AND t.sort_key IS NULL",
            [names, keys],
        )
