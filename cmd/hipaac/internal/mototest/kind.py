"""What there is to say about a type of resource that moto's CloudFormation does not make, or makes only in part."""

from collections.abc import Callable
from dataclasses import dataclass, field


def nothing(r):
    """Of what goes with something else, or cannot be deleted in AWS either."""


@dataclass
class Kind:
    create: Callable = None  # gives the physical id; without it moto's own model makes the resource
    after: Callable = None  # what is set once the resource is there; also after a change by moto's own model
    update: Callable = None  # changes it in place
    delete: Callable = None
    attributes: dict = field(default_factory=dict)


def made_by(operation, answer, drop=(), **more):
    """Creates by one call; answer leads to the physical id in what comes back, such as "NetworkAcl.NetworkAclId"."""

    def create(r):
        found = r.call(operation, r.props, drop=drop, **more)
        for step in answer.split("."):
            found = found[step]
        return found

    return create


def put(operation, name, drop=()):
    """Creates or replaces by one call that names the resource itself."""

    def create(r):
        r.name_for(name)
        r.call(operation, r.props, drop=drop)
        return r.props[name]

    return create


def again(operation, name, drop=()):
    return lambda r: r.call(operation, r.props.without(name), drop=drop, **{name: r.id})


def gone(operation, name):
    return lambda r: r.call(operation, {name: r.id})


def joined(*names):
    return lambda r: "|".join(str(r.props[n]) for n in names)


def logical(r):
    return f"{r.stack_name}-{r.logical_resource_id}"
