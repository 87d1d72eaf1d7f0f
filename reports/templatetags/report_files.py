"""`{% report_files "no" debtor_list %}`: a report's or list's files for the person at the page, or the ways to get them."""

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
