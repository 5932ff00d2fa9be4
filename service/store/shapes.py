"""From a type hint to its stored form and back: one `Shape` per hint.

    int, str, bool, None      themselves, and nothing that merely looks like them (True is no int)
    NewType                   what it is made of
    Enum, Literal             its value, which must be text or a whole number
    dataclass                 an object of its fields: Rate is {"ul_per_h": 25000}
    tuple, frozenset          a list; a set is sorted, so that equal sets have equal texts
    Mapping                   an object; keys are text, whole numbers (as text) or Enums
    A | B of dataclasses      the object with "kind": the class name
    A | None, int | str …     untagged, as long as the stored forms can be told apart

Everything else, floats first, is refused when the shape is built, that is at start.
"""

import dataclasses
import types
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, Literal, NewType, Union, get_args, get_origin, get_type_hints

from service.store import canonical
from service.store.canonical import Json

TAG = "kind"
"""Key that names the class inside a union of dataclasses."""


class Misfit(Exception):
    """A value or stored form does not fit; `path` leads to it, outermost field first."""

    def __init__(self, reason: str) -> None:
        self.path: tuple[str, ...] = ()
        self.reason = reason
        super().__init__(reason)

    def under(self, step: str) -> "Misfit":
        """Return the same misfit, seen from one level further out."""
        self.path = (step, *self.path)
        return self


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How values of one type are stored."""

    form: type
    """Python type of the stored form: int, str, bool, NoneType, list or dict."""
    fits: Callable[[object], bool]
    """Whether a value is of this shape at all; chooses the branch of a union."""
    encode: Callable[[Any], Json]
    decode: Callable[[Json], Any]


def shape_of(hint: Any) -> Shape:
    """Return the shape of a type hint; `Misfit` when it has no exact stored form."""
    if isinstance(hint, NewType):
        return shape_of(hint.__supertype__)
    if hint is None or hint is types.NoneType:
        return _plain(types.NoneType)
    if hint in (int, str, bool):
        return _plain(hint)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _union(tuple(shape_of(each) for each in arguments), arguments)
    if origin is Literal:
        return _literal(arguments)
    if origin is tuple:
        return _tuple(arguments)
    if origin is frozenset:
        return _frozenset(shape_of(arguments[0]))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(shape_of(arguments[0]), shape_of(arguments[1]))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _enum(hint)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return record(hint)
    raise Misfit(f"{hint!r} has no exact stored form")


def _plain(kind: type) -> Shape:
    def same(value: Any) -> Any:
        if type(value) is not kind:
            raise Misfit(f"{value!r} is not {kind.__name__}")
        return value

    return Shape(form=kind, fits=lambda value: type(value) is kind, encode=same, decode=same)


def _literal(allowed: tuple[Any, ...]) -> Shape:
    forms = {type(value) for value in allowed}
    if len(forms) != 1 or not forms <= {int, str}:
        raise Misfit(f"{allowed} are neither all text nor all whole numbers")
    form = forms.pop()

    def same(value: Any) -> Any:
        if type(value) is not form or value not in allowed:
            raise Misfit(f"{value!r} is none of {allowed}")
        return value

    return Shape(
        form=form,
        fits=lambda value: type(value) is form and value in allowed,
        encode=same,
        decode=same,
    )


def _enum(kind: type[Enum]) -> Shape:
    forms = {type(member.value) for member in kind}
    if len(forms) != 1 or not forms <= {int, str}:
        raise Misfit(f"the values of {kind.__name__} are neither all text nor all whole numbers")
    form = forms.pop()

    def encode(value: Any) -> Json:
        if not isinstance(value, kind):
            raise Misfit(f"{value!r} is not a {kind.__name__}")
        stored: Json = value.value
        return stored

    def decode(stored: Json) -> Enum:
        if type(stored) is not form:
            raise Misfit(f"{stored!r} is not a {kind.__name__}")
        try:
            return kind(stored)
        except ValueError:
            raise Misfit(f"{stored!r} is not a {kind.__name__}") from None

    return Shape(
        form=form, fits=lambda value: isinstance(value, kind), encode=encode, decode=decode
    )


def record(kind: type) -> Shape:
    """Return the shape of a dataclass: exactly its fields, each in its own shape."""
    hints = get_type_hints(kind)
    shapes: dict[str, Shape] = {}
    for field in dataclasses.fields(kind):
        if not field.init:
            raise Misfit(f"{field.name} is not set through the constructor").under(field.name)
        shapes[field.name] = _inside(field.name, shape_of, hints[field.name])

    def encode(value: Any) -> Json:
        if type(value) is not kind:
            raise Misfit(f"{value!r} is not a {kind.__name__}")
        return {n: _inside(n, shape.encode, getattr(value, n)) for n, shape in shapes.items()}

    def decode(stored: Json) -> object:
        if not isinstance(stored, dict):
            raise Misfit(f"{stored!r} is not the object of a {kind.__name__}")
        for name in shapes.keys() - stored.keys():
            raise Misfit("is missing").under(name)
        for name in stored.keys() - shapes.keys():
            raise Misfit("is not a field").under(name)
        values = {n: _inside(n, shape.decode, stored[n]) for n, shape in shapes.items()}
        try:
            return kind(**values)
        except ValueError as fault:  # the value's own check in __post_init__
            raise Misfit(str(fault)) from fault

    return Shape(form=dict, fits=lambda value: type(value) is kind, encode=encode, decode=decode)


def _tuple(arguments: tuple[Any, ...]) -> Shape:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        endless, items = shape_of(arguments[0]), None
    else:
        endless, items = None, tuple(shape_of(each) for each in arguments)

    def each(values: Any) -> list[tuple[Shape, Any]]:
        if endless is not None:
            return [(endless, value) for value in values]
        if items is None or len(items) != len(values):
            raise Misfit(f"{len(values)} values are not {len(items or ())}")
        return list(zip(items, values, strict=True))

    def encode(value: Any) -> Json:
        if type(value) is not tuple:
            raise Misfit(f"{value!r} is not a tuple")
        return [_inside(str(i), s.encode, v) for i, (s, v) in enumerate(each(value))]

    def decode(stored: Json) -> tuple[Any, ...]:
        values = _list(stored)
        return tuple(_inside(str(i), s.decode, v) for i, (s, v) in enumerate(each(values)))

    return Shape(form=list, fits=lambda value: type(value) is tuple, encode=encode, decode=decode)


def _frozenset(item: Shape) -> Shape:
    def encode(value: Any) -> Json:
        if type(value) is not frozenset:
            raise Misfit(f"{value!r} is not a frozenset")
        return sorted((item.encode(each) for each in value), key=canonical.dumps)

    def decode(stored: Json) -> frozenset[Any]:
        values = _list(stored)
        found = frozenset(_inside(str(i), item.decode, v) for i, v in enumerate(values))
        if encode(found) != values:
            raise Misfit("is not in order, or has something twice")
        return found

    return Shape(
        form=list, fits=lambda value: type(value) is frozenset, encode=encode, decode=decode
    )


def _mapping(key: Shape, item: Shape) -> Shape:
    if key.form not in (int, str):
        raise Misfit(f"keys stored as {key.form.__name__} are not possible")

    def encode(value: Any) -> Json:
        if not isinstance(value, Mapping):
            raise Misfit(f"{value!r} is not a mapping")
        return {str(key.encode(k)): _inside(str(k), item.encode, value[k]) for k in value}

    def decode(stored: Json) -> dict[Any, Any]:
        if not isinstance(stored, dict):
            raise Misfit(f"{stored!r} is not an object")
        return {_key(key, k): _inside(k, item.decode, value) for k, value in stored.items()}

    return Shape(
        form=dict, fits=lambda value: isinstance(value, Mapping), encode=encode, decode=decode
    )


def _key(shape: Shape, text: str) -> Any:
    if shape.form is str:
        return shape.decode(text)
    try:
        number = int(text)
    except ValueError:
        raise Misfit(f"the key {text!r} is not a whole number") from None
    if str(number) != text:
        raise Misfit(f"the key {text!r} is not written plainly")
    return shape.decode(number)


def _union(shapes: tuple[Shape, ...], hints: tuple[Any, ...]) -> Shape:
    """Return the shape of a union; dataclasses are tagged as soon as there are two of them."""
    pairs = tuple(zip(hints, shapes, strict=True))
    records = [pair for pair in pairs if dataclasses.is_dataclass(pair[0])]
    tagged: dict[str, Shape] = {}
    if len(records) > 1:
        tagged = {hint.__name__: _tagged(hint.__name__, shape) for hint, shape in records}
        plain = [shape for hint, shape in pairs if not dataclasses.is_dataclass(hint)]
        if len(tagged) != len(records) or any(shape.form is dict for shape in plain):
            raise Misfit("two alternatives cannot be told apart once stored")
        for hint, _ in records:
            if any(field.name == TAG for field in dataclasses.fields(hint)):
                raise Misfit(f"{hint.__name__} has a field {TAG!r} and stands in a union")
        shapes = (*tagged.values(), *plain)
    untagged = {shape.form: shape for shape in shapes if not (tagged and shape.form is dict)}
    if len(untagged) + len(tagged) != len(shapes):
        raise Misfit("two alternatives cannot be told apart once stored")

    def encode(value: Any) -> Json:
        for shape in shapes:
            if shape.fits(value):
                return shape.encode(value)
        raise Misfit(f"{value!r} is none of the alternatives")

    def decode(stored: Json) -> Any:
        if tagged and isinstance(stored, dict):
            name = stored.get(TAG)
            if not isinstance(name, str) or name not in tagged:
                raise Misfit(f"{name!r} is none of {sorted(tagged)}").under(TAG)
            return tagged[name].decode(stored)
        if (shape := untagged.get(type(stored))) is None:
            raise Misfit(f"{stored!r} is none of the alternatives")
        return shape.decode(stored)

    forms = {shape.form for shape in shapes}
    return Shape(
        # A union inside a union is flattened by typing, so `form` only matters as a mapping's key.
        form=forms.pop() if len(forms) == 1 else object,
        fits=lambda value: any(shape.fits(value) for shape in shapes),
        encode=encode,
        decode=decode,
    )


def _tagged(name: str, shape: Shape) -> Shape:
    def encode(value: Any) -> Json:
        stored = shape.encode(value)
        return {TAG: name, **stored} if isinstance(stored, dict) else stored

    def decode(stored: Json) -> Any:
        if not isinstance(stored, dict):
            raise Misfit(f"{stored!r} is not the object of a {name}")
        return shape.decode({key: value for key, value in stored.items() if key != TAG})

    return dataclasses.replace(shape, encode=encode, decode=decode)


def _list(stored: Json) -> list[Json]:
    if not isinstance(stored, list):
        raise Misfit(f"{stored!r} is not a list")
    return stored


def _inside(step: str, function: Callable[[Any], Any], value: Any) -> Any:
    """Return `function(value)`; a misfit inside is told where it happened."""
    try:
        return function(value)
    except Misfit as misfit:
        raise misfit.under(step) from None
