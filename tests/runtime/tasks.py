"""Work that leaves a trace in a file, for the tests of the road that work takes."""

import time


def note(running, *, place: str, word: str, seconds: float = 0.0) -> str:
    """Says that it began, takes its time, says that it ended."""
    with open(place, "a") as file:
        file.write(f"{word} began\n")
    running.progress(1, 2)
    time.sleep(seconds)
    with open(place, "a") as file:
        file.write(f"{word} ended\n")
    return word
