"""How a page of the register does an act: its sentence, or why it could not be, is said on the next page."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form

from portal.core.acts import NotPossible


def done(request, do: Callable[[], str]) -> bool:
    """Do it and say so, or say why not."""
    try:
        messages.success(request, do())
    except NotPossible as refusal:
        messages.warning(request, str(refusal))
        return False
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
        return False
    return True


def written(form: Form, do: Callable[[], object]) -> bool:
    """The same for a form that stays on the page: what is wrong is said in it."""
    try:
        do()
    except (NotPossible, ValidationError) as problem:
        for sentence in getattr(problem, "messages", None) or [str(problem)]:
            form.add_error(None, sentence)
        return False
    return True


def facts_of(form: Form) -> dict:
    """What the form holds, or its first mistakes as a sentence."""
    if form.is_valid():
        return form.cleaned_data
    said = [
        f"{form.fields[name].label}: {' '.join(errors)}" for name, errors in form.errors.items() if name in form.fields
    ]
    raise ValidationError(said)
