"""The laws as functions: each reads one file and says what breaks it."""

import ast
from collections.abc import Iterator
from pathlib import Path

APPS = ("portal", "agencies", "employers", "arrears", "inspections", "reports")
BANNED_NAMES = {"utils", "helpers", "common", "misc", "base", "manager"}
FILE_CEILING, FUNCTION_CEILING, TASK_CEILING = 400, 50, 12
DOORS = {"views", "api"}
_READERS = {"visible_to", "get_visible_or_404"}
_NO_SCOPE = {"AdminUnit", "UnitKind", "Sector", "AgencyKind", "Indicator", "NoteCause", "Province", "Zone"}


def sources(root: Path) -> list[tuple[Path, ast.Module, str]]:
    found = []
    for app in APPS:
        for path in sorted((root / app).rglob("*.py")):
            if "migrations" not in path.parts:
                text = path.read_text(encoding="utf-8")
                found.append((path, ast.parse(text), text))
    return found


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _decorators(function: ast.FunctionDef) -> list[str]:
    return [ast.unparse(decorator) for decorator in function.decorator_list]


def public_functions_in_services_are_acts(path: Path, tree: ast.Module, text: str) -> Iterator[str]:
    if "services" not in path.parts:
        return
    for node in tree.body:
        is_public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if is_public and not any(decorator.startswith("act(") for decorator in _decorators(node)):
            yield f"{node.name} is no act"


def doors_read_through_visible_to(path: Path, tree: ast.Module, text: str) -> Iterator[str]:
    """In views and API, `Model.objects` is only the beginning of `.visible_to(...)` or an argument of get_visible_or_404."""
    if not DOORS & set(path.parts):
        return
    allowed = {id(inner) for call in ast.walk(tree) for inner in ast.walk(_scoped_by(call))}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_base_manager", "_default_manager"):
            model = ast.unparse(node.value)
            if id(node) not in allowed and model not in _NO_SCOPE:
                yield f"line {node.lineno}: {model}.{node.attr} without visible_to"


def _scoped_by(call: ast.AST) -> ast.AST:
    """What a call of a scoping reader scopes; nothing for any other node."""
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in (*_READERS, "none"):
        return call.func.value
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in _READERS:
        return call.args[0]
    return ast.Pass()


def ceilings_hold(path: Path, tree: ast.Module, text: str) -> Iterator[str]:
    lines = text.count("\n")
    if lines > FILE_CEILING:
        yield f"{lines} lines"
    for function in _functions(tree):
        length = (function.end_lineno or 0) - function.lineno + 1
        ceiling = TASK_CEILING if path.name == "tasks.py" else FUNCTION_CEILING
        if length > ceiling:
            yield f"{function.name} has {length} lines"


def modules_have_names_of_their_own(path: Path, tree: ast.Module, text: str) -> Iterator[str]:
    if path.stem in BANNED_NAMES:
        yield "a module named for nothing"


def modules_say_what_is_in_them(path: Path, tree: ast.Module, text: str) -> Iterator[str]:
    if tree.body and not ast.get_docstring(tree):
        yield "no docstring"


def imports_stand_on_top_and_are_absolute(path: Path, tree: ast.Module, text: str) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.level or any(alias.name == "*" for alias in node.names)):
            yield f"line {node.lineno}: relative or star import"
    for function in _functions(tree):
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield f"line {node.lineno}: import inside {function.name}"


def no_signals_and_no_generic_keys(path: Path, tree: ast.Module, text: str) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            ("django.db.models.signals", "django.dispatch")
        ):
            yield f"line {node.lineno}: a signal"
        if isinstance(node, ast.Name) and node.id == "GenericForeignKey":
            yield f"line {node.lineno}: {node.id}"


def money_is_never_a_float(path: Path, tree: ast.Module, text: str) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "FloatField":
            yield f"line {node.lineno}: FloatField"


def domain_never_asks_the_clock(path: Path, tree: ast.Module, text: str) -> Iterator[str]:
    """rules, models, queries and services get their dates as arguments. Identity (a post is held today) is the exception."""
    domain = {"services", "queries", "models"} & set(path.parts) or path.stem == "rules"
    if not domain or path.name == "users.py":
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called in ("timezone.localdate", "localdate") and node.args:
                continue  # the day of a moment that was given
            if called in ("timezone.now", "timezone.localdate", "date.today", "datetime.now", "localdate", "now"):
                yield f"line {node.lineno}: {called}()"


LAWS = (
    public_functions_in_services_are_acts,
    doors_read_through_visible_to,
    ceilings_hold,
    modules_have_names_of_their_own,
    modules_say_what_is_in_them,
    imports_stand_on_top_and_are_absolute,
    no_signals_and_no_generic_keys,
    money_is_never_a_float,
    domain_never_asks_the_clock,
)
