"""What a plan of a reorganisation names, and when two plans stand in each other's way. No database here.

The shapes of a plan, by kind:
    merge          {"agencies": [id, …], "into": id}  or  {"agencies": [id, …], "new": {"code", "name", "short_name"}}
    split          {"agency": id, "ends": bool, "parts": [part, …]}, a part being
                   {"code", "name", "short_name", "units": [id, …], "people": [user id, …], "functions": [code, …]}
    rename         {"agency": id, "name": …, "short_name": …}
    move_units     {"agency": id of who receives them, "units": [id, …]}
    hand_function  {"function": code, "kind": code}  or  {"function": code, "agency": id}
"""

from typing import Any

Plan = dict[str, Any]


def agencies_of(plan: Plan) -> list[int]:
    """The agencies that the plan names, in its order."""
    named = [*plan.get("agencies", ()), plan.get("into"), plan.get("agency")]
    return list(dict.fromkeys(pk for pk in named if pk))


def units_of(plan: Plan) -> list[int]:
    """The units that pass to another agency by name.

    >>> units_of({"parts": [{"units": [3]}, {"units": [1]}]})
    [3, 1]
    """
    return [*plan.get("units", ()), *(unit for part in plan.get("parts", ()) for unit in part.get("units", ()))]


def ending(plan: Plan) -> list[int]:
    """The agencies that a merger ends.

    >>> ending({"agencies": [1, 2, 3], "into": 2})
    [1, 3]
    """
    return [pk for pk in plan.get("agencies", ()) if pk != plan.get("into")]


def in_the_way(kind: str, plan: Plan, other_kind: str, other: Plan) -> bool:
    """Whether the two cannot both be decided: they name the same agency, unit or function.

    Units may pass to one agency by two decisions.

    >>> in_the_way("rename", {"agency": 1}, "merge", {"agencies": [1, 2], "into": 2})
    True
    >>> in_the_way("move_units", {"agency": 1, "units": [5]}, "move_units", {"agency": 1, "units": [6]})
    False
    """
    if set(units_of(plan)) & set(units_of(other)):
        return True
    if plan.get("function") and plan.get("function") == other.get("function"):
        return True
    if kind == other_kind == "move_units":
        return False
    return bool(set(agencies_of(plan)) & set(agencies_of(other)))
