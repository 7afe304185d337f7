"""An office at work: the demonstration's people and lists, users who can sign in, a register of any length."""

from __future__ import annotations

import csv
import io
import itertools
from typing import TYPE_CHECKING

from sqlalchemy import update

from web.accounts import passwords
from web.demo.people import USERS, fill
from web.models import User

if TYPE_CHECKING:
    from web.database import Database

PASSWORD = "four words in a row"
CASEWORKER, REVIEWER, SUPERVISOR, VIEWER, ADMINISTRATOR, AUDITOR = "olena", "iryna", "petro", "vira", "stepan", "marta"
"""Sign-in names of the demonstration's users."""
SURNAMES = (
    "Шевченко", "Коваленко", "Бондаренко", "Ткаченко", "Кравченко", "Олійник", "Лисенко", "Гаврилюк", "Савченко",
    "Поліщук", "Мороз", "Марченко", "Гончар", "Литвин", "Зінченко", "Барвінок", "Довженко", "Цимбал", "Яремчук",
    "Нестеренко", "Панчук", "Рудик", "Сорока", "Тимошенко", "Федорук",
)  # fmt: skip
GIVEN_NAMES = ("Тарас", "Іван", "Олег", "Остап", "Роман", "Богдан", "Юрій", "Андрій", "Павло", "Степан")
PATRONYMICS = ("Іванович", "Петрович", "Олегович", "Юрійович", "Романович")


def employ(database: Database) -> None:
    """Give an office its users and nothing else."""
    with database.transaction() as session:
        session.add_all(User(login=login, name=name, role=role) for login, name, role in USERS)
    _give_passwords(database)


def furnish(database: Database) -> None:
    """Fill an office with everything of the demonstration."""
    fill(database)
    _give_passwords(database)


def _give_passwords(database: Database) -> None:
    """Give everybody the same password, hashed once: that is slow on purpose."""
    with database.transaction() as session:
        session.execute(update(User).values(password_hash=passwords.hashed(PASSWORD), language="en"))


def register(rows: int) -> bytes:
    """Return a register of missing people, each with a number and a birth date of their own."""
    file = io.StringIO()
    table = csv.writer(file)
    table.writerow(["номер", "прізвище", "ім'я", "по батькові", "дата народження"])
    names = itertools.cycle(itertools.product(SURNAMES, GIVEN_NAMES, PATRONYMICS))
    for number, (surname, given_name, patronymic) in zip(range(rows), names, strict=False):
        day = f"{1 + number % 28:02}.{1 + number % 12:02}.{1960 + number % 43}"
        table.writerow([f"N{number:06}", surname, given_name, patronymic, day])
    return file.getvalue().encode()
