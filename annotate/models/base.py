"""What every table shares: opaque prefixed ids, and rows that are only ever added."""

import secrets
from typing import Any, NoReturn

from django.db import models

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u


def new_id(prefix: str) -> str:
    """``clm_`` and 20 random characters: 100 bits, opaque, safe in a URL."""
    return f"{prefix}_{''.join(secrets.choice(_ALPHABET) for _ in range(20))}"


class IdField(models.CharField):
    """A random, opaque, prefixed primary key."""

    def __init__(self, prefix: str, **kwargs: Any) -> None:
        self.prefix = prefix
        kwargs.update(max_length=28, primary_key=True, editable=False)
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for given in ("max_length", "primary_key", "editable"):
            kwargs.pop(given, None)
        return name, path, [self.prefix, *args], kwargs

    def has_default(self) -> bool:
        return True

    def get_default(self) -> str:
        return new_id(self.prefix)


class AppendOnlyError(TypeError):
    """An append-only row was to be changed or deleted."""


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(f"{self.model.__name__} rows are only added; write a new one.")

    def delete(self) -> NoReturn:
        raise AppendOnlyError(f"{self.model.__name__} rows are only added; write a withdrawal.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(f"{self.model.__name__} rows are only added; write new ones.")

    def amend(self, **kwargs: Any) -> int:
        """The one way round: for the verbs that mark a row superseded and for erasure. Not for screens."""
        return super().update(**kwargs)

    def amend_away(self) -> int:
        """As `amend`, for notes that work was done, which is to be done again."""
        return super().delete()[0]


class AppendOnly(models.Model):
    """Rows that are added and never changed: the record of what people did."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(f"{type(self).__name__} rows are only added; write a new one.")
        super().save(*args, force_insert=True, **{k: v for k, v in kwargs.items() if k != "force_insert"})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(f"{type(self).__name__} rows are only added; write a withdrawal.")


def one_of(field: str, choices: type[models.TextChoices], model: str) -> models.CheckConstraint:
    """The database knows the terms too."""
    return models.CheckConstraint(
        name=f"{model}_{field}_is_a_term",
        condition=models.Q(**{f"{field}__in": [str(v) for v in choices.values]}),
    )
