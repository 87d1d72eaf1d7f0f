"""How much of a file we are willing to look at, and what the reading child may spend. Callers may pass others."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What a file may hold: 50,000 rows x 52 columns make 18 MB packed and 90 MB unpacked."""

    file_bytes: int = 64 * MEGABYTE
    parts: int = 200
    unpacked_bytes: int = 800 * MEGABYTE
    ratio: int = 200
    cells: int = 400_000 * 100
    rows: int = 400_000
    columns: int = 400
    formulas: int = 400_000


@dataclass(frozen=True)
class Caps:
    """What the child process may spend before its death becomes a refusal."""

    memory_bytes: int = 1024 * MEGABYTE
    cpu_seconds: int = 60
    wall_seconds: float = 90.0
    outcome_bytes: int = 64 * MEGABYTE
