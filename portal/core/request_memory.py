"""The address of the request being answered, for the audit trail. Set by middleware, empty in workers and commands."""

from contextvars import ContextVar

_address: ContextVar[str] = ContextVar("address", default="")


def current_address() -> str:
    return _address.get()


def remember_address(address: str) -> None:
    _address.set(address)
