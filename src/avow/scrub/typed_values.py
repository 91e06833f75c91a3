"""Builds frozen dataclasses from plain values (TOML, JSON) strictly by their annotations.

An unknown key, a missing key or a value of another type is an error that names its place, so that
a misspelt setting can never be ignored.
"""

import dataclasses
import difflib
import types
from collections.abc import Mapping
from enum import Enum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from avow.evidence.canonical import Json

T = TypeVar("T")


class ShapeError(ValueError):
    """A plain value does not have the shape that a dataclass asks for.

    Attributes:
        place: Dotted name of the key, `` for the whole.
        problem: What is wrong, without the value.
        nearest: The known key that is most like an unknown one, else empty.
    """

    def __init__(self, place: str, problem: str, nearest: str = "") -> None:
        super().__init__(f"{place or 'the document'}: {problem}")
        self.place = place
        self.problem = problem
        self.nearest = nearest


def build_dataclass(cls: type[T], value: object, place: str = "") -> T:
    """Return an instance of a dataclass made from a mapping.

    Raises:
        ShapeError: A key is unknown or missing, or a value has another type.
    """
    if not isinstance(value, Mapping):
        raise ShapeError(place, "a table is expected")
    hints = get_type_hints(cls)
    fields = {field.name: field for field in dataclasses.fields(cls) if field.init}  # type: ignore[arg-type]
    for key in value:
        if key not in fields:
            near = difflib.get_close_matches(str(key), fields, n=1)
            raise ShapeError(_join(place, str(key)), "unknown key", near[0] if near else "")
    for name, field in fields.items():
        required = (
            field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        )
        if required and name not in value:
            raise ShapeError(_join(place, name), "the key is missing")
    return cls(
        **{key: build_value(hints[key], item, _join(place, key)) for key, item in value.items()}
    )


def build_value(annotation: Any, value: object, place: str) -> Any:  # noqa: ANN401 - any type
    """Return a value of an annotated type made from a plain one.

    Raises:
        ShapeError: The value has another type.
    """
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        return _build_optional(annotation, value, place)
    if origin is tuple:
        return _build_tuple(annotation, value, place)
    if origin is not None and issubclass(origin, Mapping):
        return _build_mapping(annotation, value, place)
    return _build_plain(annotation, value, place)


def _build_plain(annotation: type, value: object, place: str) -> Any:  # noqa: ANN401
    if issubclass(annotation, tuple):
        return _build_named_tuple(annotation, value, place)
    if dataclasses.is_dataclass(annotation):
        return build_dataclass(annotation, value, place)
    if issubclass(annotation, Enum):
        return _build_enum(annotation, value, place)
    return _build_scalar(annotation, value, place)


def _build_mapping(annotation: Any, value: object, place: str) -> dict[str, Any]:  # noqa: ANN401
    if not isinstance(value, Mapping):
        raise ShapeError(place, "a table is expected")
    inner = get_args(annotation)[1]
    return {str(key): build_value(inner, value[key], _join(place, str(key))) for key in value}


def _build_optional(annotation: Any, value: object, place: str) -> Any:  # noqa: ANN401
    inner = [option for option in get_args(annotation) if option is not types.NoneType]
    return None if value is None else build_value(inner[0], value, place)


def _build_tuple(annotation: Any, value: object, place: str) -> tuple[Any, ...]:  # noqa: ANN401
    if not isinstance(value, (list, tuple)):
        raise ShapeError(place, "a list is expected")
    options = get_args(annotation)
    if options[-1] is Ellipsis:
        return tuple(
            build_value(options[0], item, f"{place}[{index}]") for index, item in enumerate(value)
        )
    if len(options) != len(value):
        raise ShapeError(place, f"a list of {len(options)} is expected")
    return tuple(
        build_value(option, item, f"{place}[{index}]")
        for index, (option, item) in enumerate(zip(options, value, strict=True))
    )


def _build_named_tuple(annotation: type[tuple[Any, ...]], value: object, place: str) -> Any:  # noqa: ANN401
    hints = get_type_hints(annotation)
    if not isinstance(value, (list, tuple)) or len(value) != len(hints):
        raise ShapeError(place, f"a list of {len(hints)} is expected")
    items = zip(hints.items(), value, strict=True)
    return annotation(*(build_value(hint, item, f"{place}.{name}") for (name, hint), item in items))


def _build_enum(annotation: type[Enum], value: object, place: str) -> Enum:
    try:
        return annotation(value)
    except ValueError:
        names = ", ".join(str(member.value) for member in annotation)
        raise ShapeError(place, f"one of {names} is expected") from None


def _build_scalar(annotation: type, value: object, place: str) -> object:
    if annotation is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    wrong_bool = isinstance(value, bool) and annotation is not bool
    if wrong_bool or not isinstance(value, annotation):
        raise ShapeError(place, f"a value of type {annotation.__name__} is expected")
    return value


def _join(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key


def plain(value: object) -> Json:
    """Return frozen values as JSON, the reverse of `build_value`: tuples become lists.

    Raises:
        TypeError: A value has no form in JSON.
    """
    if dataclasses.is_dataclass(value):
        return {one.name: plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"there is no JSON form for type {type(value).__name__}")
