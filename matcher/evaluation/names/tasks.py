"""The ranking tasks: what is asked, among which names, and what is to be reached.

A query is a held-out name in one spelling; the pool holds 5,000 names in another (all there are where the data have
fewer), held out or not. What makes the questions is in :mod:`matcher.evaluation.names.questions`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from matcher.errors import InputError
from matcher.evaluation.names import questions
from matcher.evaluation.names.questions import Questions, Sample, any_form, form
from matcher.names.romanisation import schemes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from matcher.evaluation.names.questions import Writer

SCHEME_SHARE = 4
"""The tasks of single romanisation schemes are many; each takes one query in so many."""

_SCRIPTS = {
    "arabic-only": "Arabic",
    "persian": "Persian",
    "hebrew": "Hebrew",
    "georgian": "Georgian",
    "armenian": "Armenian",
    "greek": "Greek",
}
_UNVOWELLED = ("arabic-only", "persian", "hebrew")
_LANGUAGES = {"uk": "Ukrainian", "ru": "Russian"}


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be reached: recall among the first ``k``."""

    k: int
    recall: float


@dataclass(frozen=True, slots=True)
class Task:
    """A ranking task.

    Attributes
    ----------
    name
        How the command line calls it.
    title
        What it asks, for people.
    section
        The heading it stands under.
    kind
        ``surname``, ``given``, ``patronymic``, ``token`` (one word, part unknown) or ``full_name``.
    target
        What is to be reached, if anything.
    build
        Makes the questions.
    """

    name: str
    title: str
    section: str
    kind: str
    target: Target | None
    build: Callable[[Sample], Questions]


def _word_tasks() -> Iterable[Task]:
    for kind, plural in (("surname", "surnames"), ("given", "given names"), ("patronymic", "patronymics")):
        for source, target in (("uk", "ru"), ("ru", "uk")):
            name = f"{kind}-{source}-{target}"
            title = f"{plural}, {_LANGUAGES[source]} → {_LANGUAGES[target]}"
            build = partial(questions.words, kind, source, name)
            yield Task(name, title, "Ukrainian and Russian, in Cyrillic", kind, Target(1, 0.99), build)


def _full_name_tasks() -> Iterable[Task]:
    def task(name: str, title: str, section: str, build: Callable[[Sample], Questions]) -> Task:
        return Task(name, title, section, "full_name", Target(1, 0.97), build)

    section = "Full names, words in any order"
    writers: list[tuple[str, str, Writer, Writer]] = []
    for source, target in (("uk", "ru"), ("ru", "uk")):
        title = f"{_LANGUAGES[source]} → {_LANGUAGES[target]}, both Cyrillic"
        writers.append((f"full-{source}-{target}", title, form(source), form(target)))
    for source, target in (("uk", "uk"), ("uk", "ru"), ("ru", "ru"), ("ru", "uk")):
        title = f"{_LANGUAGES[source]} Cyrillic → {_LANGUAGES[target]} Latin, any scheme"
        writers.append((f"full-{source}-latin-{target}", title, form(source), any_form(target)))
    for source, target in (("uk", "ru"), ("ru", "uk")):
        title = f"{_LANGUAGES[source]} Latin → {_LANGUAGES[target]} Latin, any scheme"
        writers.append((f"full-latin-{source}-latin-{target}", title, any_form(source), any_form(target)))
    title = "Ukrainian passport (2010) → Russian passport (ICAO)"
    writers.append(("full-latin-uk-2010-ru-icao", title, form("uk", "uk-2010"), form("ru", "ru-icao")))
    for name, title, query, pool in writers:
        yield task(name, title, section, partial(questions.full_names, name, query, pool, 1))

    section = "Full names among relatives: the pool holds two siblings and two namesakes of everyone"
    for name, title, query, pool in (writers[0], writers[6]):
        name_ = name.replace("full-", "relatives-", 1)
        yield task(name_, title, section, partial(questions.among_relatives, name_, query, pool))

    section = "Full names romanised by independent tables, words in any order"
    for source, target in (
        ("uk_latin", "uk"), ("uk_latin", "ru"), ("ru_latin", "ru"), ("ru_latin", "uk"), ("uk", "ru_latin"),
        ("ru", "uk_latin"), ("uk_latin", "ru_latin"), ("ru_latin", "uk_latin"),
    ):  # fmt: skip
        name = f"independent-{source}-{target}".replace("_", "-")
        title = " → ".join(_LANGUAGES[one[:2]] + (" Latin" if "_" in one else " Cyrillic") for one in (source, target))
        yield task(name, title, section, partial(questions.independent, source, target, name))

    section = "Full names in Latin letters by one scheme → Cyrillic, words in any order"
    for scheme in schemes():
        if scheme.language not in _LANGUAGES:
            continue  # the data hold no Belarusian forms
        other = "ru" if scheme.language == "uk" else "uk"
        for target in (scheme.language, other):
            name = f"scheme-{scheme.id}-{target}"
            build = partial(questions.full_names, name, form(scheme.language, scheme.id), form(target), SCHEME_SHARE)
            yield task(name, f"{scheme.label} → {_LANGUAGES[target]}", section, build)


def _token_tasks() -> Iterable[Task]:
    section = "Single names in other scripts"
    for name, label in _SCRIPTS.items():
        goal = Target(10, 0.85 if name in _UNVOWELLED else 0.95)
        for source, target, title in ((name, "latin", f"{label} → English"), ("latin", name, f"English → {label}")):
            task = f"token-{source}-{target}".replace("-only", "")
            yield Task(task, title, section, "token", goal, partial(questions.tokens, source, target, task))
    for name, label in (("arabic", "Arabic and Persian"), ("hebrew", "Hebrew")):
        task = f"token-{name}-cyrillic"
        title = f"{label} → Cyrillic"
        yield Task(task, title, section, "token", None, partial(questions.tokens, name, "cyrillic", task))


@lru_cache(maxsize=1)
def tasks() -> dict[str, Task]:
    """Return all tasks by name, in the order in which they are printed."""
    return {task.name: task for task in (*_word_tasks(), *_full_name_tasks(), *_token_tasks())}


def chosen(names: Sequence[str]) -> list[Task]:
    """Return the tasks that are named, all if none is.

    Parameters
    ----------
    names
        Names of tasks; one that ends in ``-`` stands for all that begin so.

    Raises
    ------
    InputError
        If there is no such task.
    """
    known = tasks()
    found: dict[str, Task] = {}
    for name in names or known:
        fitting = [one for one in known if one == name or (name.endswith("-") and one.startswith(name))]
        if not fitting:
            raise InputError(f"There is no task {name!r}; `matcher evaluate names --list` names them all.")
        found |= {one: known[one] for one in fitting}
    return [task for name, task in known.items() if name in found]
