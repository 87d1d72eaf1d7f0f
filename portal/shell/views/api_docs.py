"""The page of the read API: every address with what it may be asked, from the same schema that programs read."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

ABOUT = {
    "cursor": gettext_lazy("Mốc của trang kế tiếp, lấy từ next"),
    "page_size": gettext_lazy("Số dòng mỗi trang, nhiều nhất 200"),
    "id": gettext_lazy("Số của danh sách"),
    "month": gettext_lazy("Ngày đầu của tháng, ví dụ 2026-10-01"),
    "version": gettext_lazy("Phiên bản đã khóa của tháng"),
    "dimension": gettext_lazy("Chiều tổng hợp"),
    "key": gettext_lazy("Mục của chiều; để trống là chưa rõ"),
    "fund": gettext_lazy("Quỹ; all là mọi quỹ"),
}


@require_safe
def api_docs(request):
    schema = SchemaGenerator().get_schema(request=None, public=True)
    context = {"title": _("API đọc số liệu"), "addresses": list(_addresses(schema)), "openapi": schema["openapi"]}
    return render(request, "shell/api_docs.html", context)


def _addresses(schema):
    for path, methods in schema["paths"].items():
        for method, told in methods.items():
            if path != "/api/schema/":
                yield {
                    "method": method.upper(),
                    "path": path,
                    "about": told.get("description", ""),
                    "parameters": [_parameter(one) for one in told.get("parameters", [])],
                    "fields": list(_fields(schema, told)),
                }


def _parameter(told) -> dict[str, str]:
    kind = told.get("schema", {})
    choices = [str(choice) for choice in kind.get("enum", [])]
    about = told.get("description", "").split("\n")[0]
    about = ABOUT.get(told["name"], "" if about.startswith("* ") else about)
    return {"name": told["name"], "kind": kind.get("type", ""), "about": str(about), "choices": ", ".join(choices)}


def _fields(schema, told):
    """The columns of one row of the answer."""
    answer = _followed(schema, told["responses"]["200"]["content"]["application/json"]["schema"])
    results = answer.get("properties", {}).get("results", {})
    row = _followed(schema, results.get("items", {}))
    return row.get("properties", {})


def _followed(schema, part):
    name = part.get("$ref", "").rpartition("/")[2]
    return schema["components"]["schemas"][name] if name else part
