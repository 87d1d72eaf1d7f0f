"""`{% report_files "no" debtor_list %}`: the files of a report or list for the person at the page."""

from django import template

from reports.queries.pages import file_offers

register = template.Library()


@register.inclusion_tag("reports/files/_links.html", takes_context=True)
def report_files(context, sort, told):
    """`sort` is "thang" for a monthly report, "no" for a debtor list."""
    return {
        "sort": sort,
        "told": told,
        "offers": file_offers(told, context["request"].user),
        "csrf_token": context.get("csrf_token"),
    }
