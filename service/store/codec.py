"""Events to rows and back: (kind, schema number, canonical JSON).

The kind is the class's name. Decoding is strict: a missing field is refused even where the class
has a default, because a default of today was not said by the person who acted then.
"""

from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

from service.store import canonical
from service.store.batch import Encoded
from service.store.errors import NotEncodable, NotStorable, Undecodable
from service.store.shapes import Misfit, Shape, record
from service.store.upcasters import UPCASTERS, Step, lifted, schema_of

E = TypeVar("E")


class Codec(Generic[E]):
    """Stores the events of a fixed family of frozen dataclasses.

    Args:
        event_types: Every event class; their names must differ.
        upcasters: Steps that lift rows of older schemas.

    Raises:
        NotStorable: A field's declared type has no exact stored form. Told at start, not when the
            event first happens.
    """

    def __init__(
        self,
        event_types: Sequence[type[E]],
        upcasters: Mapping[tuple[str, int], Step] = UPCASTERS,
    ) -> None:
        self._steps = upcasters
        self._shapes: dict[str, Shape] = {}
        self._schemas: dict[str, int] = {}
        for each in event_types:
            kind = each.__name__
            if kind in self._shapes:
                raise NotStorable(kind, "", "two event classes have this name")
            try:
                self._shapes[kind] = record(each)
            except Misfit as misfit:
                raise NotStorable(kind, ".".join(misfit.path), misfit.reason) from None
            self._schemas[kind] = schema_of(kind, upcasters)
        for kind, _ in upcasters:
            if kind not in self._shapes:
                raise NotStorable(kind, "", "is lifted but is no event")

    @property
    def kinds(self) -> Mapping[str, int]:
        """Every kind and the schema number it is written with."""
        return dict(self._schemas)

    def encode(self, event: E) -> Encoded:
        """Return the stored form; `NotEncodable` names the field whose value has a wrong type."""
        kind = type(event).__name__
        shape = self._shapes.get(kind)
        if shape is None:
            raise NotEncodable(kind, "", "is not a known event")
        try:
            payload = canonical.dumps(shape.encode(event))
        except Misfit as misfit:
            raise NotEncodable(kind, ".".join(misfit.path), misfit.reason) from None
        return Encoded(kind=kind, schema=self._schemas[kind], payload=payload)

    def decode(self, row: Encoded) -> E:
        """Return the event of a stored row; `Undecodable` names kind and field otherwise."""
        shape = self._shapes.get(row.kind)
        if shape is None:
            raise Undecodable(row.kind, "", "is not a known event")
        if not 1 <= row.schema <= self._schemas[row.kind]:
            raise Undecodable(row.kind, "", f"schema {row.schema} is not known")
        try:
            fields = canonical.loads(row.payload)
            if not isinstance(fields, dict):
                raise Misfit("the payload is not an object")
            event: E = shape.decode(lifted(row.kind, row.schema, fields, self._steps))
        except Misfit as misfit:
            raise Undecodable(row.kind, ".".join(misfit.path), misfit.reason) from None
        except canonical.NotCanonical as fault:
            raise Undecodable(row.kind, "", str(fault)) from None
        except (KeyError, TypeError) as fault:  # a step that met fields it was not written for
            raise Undecodable(
                row.kind, "", f"cannot be lifted from {row.schema}: {fault!r}"
            ) from None
        return event
