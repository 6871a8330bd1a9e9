"""Resources of stacks: by moto's own models where it has them, else by the calls that anybody could make (network.py, data.py, account.py). What has neither
is ignored, and has no physical id."""

import copy
import functools
import json
import re

import account
import boto3
import data
import network
from botocore.config import Config
from moto.cloudformation import parsing
from moto.cloudformation.exceptions import ValidationError
from moto.core.utils import utcnow
from moto.ec2.models.core import TaggedEC2Resource
from moto.ssm.models import ssm_backends

SUBSTITUTED = re.compile(r"\$\{([^!}]+)}")
RESOLVED = re.compile(r"\{\{resolve:ssm:([^:}]+)(?::\d+)?}}")

KINDS = network.KINDS | data.KINDS | account.KINDS

endpoint = ""  # of this very server
moto_clean_json = parsing.clean_json


def clean_json(part, names):
    """moto's evaluation of intrinsic functions, without its guesses: an attribute that it does not know is an error, zones are the
    region's, and a reference to a stored parameter is followed."""
    if isinstance(part, dict) and "Fn::GetAZs" in part:
        region = clean_json(part["Fn::GetAZs"], names) or names["AWS::Region"]
        return [region + zone for zone in "abc"]
    if isinstance(part, dict) and "Fn::GetAtt" in part:
        key, attribute = part["Fn::GetAtt"]
        made = names.made.get(key)
        if made and made.kind and attribute in made.kind.attributes:
            return made.kind.attributes[attribute](made)
    value = moto_clean_json(part, names)
    if isinstance(part, dict) and "Fn::GetAtt" in part and (value is None or isinstance(value, dict)):
        raise ValidationError(message=f"moto does not know the attribute {'.'.join(part['Fn::GetAtt'])}")
    if isinstance(value, str) and "{{resolve:" in value:
        stored = ssm_backends[names["AWS::AccountId"]][names["AWS::Region"]]
        value = RESOLVED.sub(lambda m: stored.get_parameter(m[1]).value, value)
        if "{{resolve:" in value:
            raise ValidationError(message=f"the emulator cannot resolve {value}")
    return value


parsing.clean_json = clean_json


def evaluated(part, names):
    return clean_json(copy.deepcopy(part), names)


@functools.cache
def client(service, account, region):
    return boto3.client(
        service, region_name=region, endpoint_url=endpoint, aws_access_key_id="AKIATEST" + account, aws_secret_access_key="x",
        config=Config(retries={"max_attempts": 1}, s3={"addressing_style": "path"}),
    )


class Watched(dict):
    """Properties of a resource that remember which of them anybody looked at."""

    def __init__(self, properties):
        super().__init__(properties)
        self.seen = set()

    def __getitem__(self, key):
        self.seen.add(key)
        return super().__getitem__(key)

    def get(self, key, default=None):
        self.seen.add(key)
        return super().get(key, default)

    def __iter__(self):
        return iter(list(dict.keys(self)))

    def items(self):
        self.seen.update(dict.keys(self))
        return super().items()

    def without(self, *left_out):
        return {k: self[k] for k in self if k not in left_out}

    def unseen(self):
        return sorted(set(self) - self.seen)


class Made:
    """A resource of a stack, as it was made. moto's object, or this one, answers Ref and Fn::GetAtt."""

    def __init__(self, key, kind):
        self.logical_resource_id, self.resource_type, self.kind = key, kind, KINDS.get(kind)
        self.physical_resource_id, self.object, self.body, self.props, self.note, self.unknown = None, None, None, {}, None, []
        self.resource_status = self.resource_status_reason = None
        self.last_updated_timestamp = utcnow()

    id = property(lambda self: self.physical_resource_id)
    policy = property(lambda self: (self.body or {}).get("DeletionPolicy", "Delete"))

    def call(self, operation, given=None, drop=(), **more):
        """Calls an operation, such as "ec2.create_route", with properties in the shape that it takes."""
        service, name = operation.split(".")
        c = self.client(service)
        model = c.meta.service_model.operation_model(c.meta.method_to_api_mapping[name])
        given = Watched(given or {}).without(*drop) | more if not isinstance(given, Watched) else given.without(*drop) | more
        return getattr(c, name)(**shaped(model.input_shape, given, self.logical_resource_id))

    def client(self, service):
        return client(service, self.account, self.region)

    stack_name = property(lambda self: self.stack.stack_name)

    def name_for(self, name, lower=False):
        """The name that the template gives, or else one as CloudFormation makes it up."""
        if name not in self.props:
            self.props[name] = self.name.lower() if lower else self.name

    def arn(self, service, rest, region=None, account=None):
        region, account = self.region if region is None else region, self.account if account is None else account
        return f"arn:{self.partition}:{service}:{region}:{account}:{rest}"

    def get_cfn_attribute(self, name):
        if name == "Arn" and str(self.id).startswith("arn:"):
            return self.id
        raise ValidationError(message=f"the emulator does not know the attribute {name} of {self.resource_type}")

    def described(self, stack):
        return {
            "StackId": stack.stack_id, "StackName": stack.stack_name, "LogicalResourceId": self.logical_resource_id,
            "PhysicalResourceId": self.id, "ResourceType": self.resource_type, "ResourceStatus": self.resource_status,
            "ResourceStatusReason": self.resource_status_reason or self.note, "Timestamp": self.last_updated_timestamp,
            "LastUpdatedTimestamp": self.last_updated_timestamp,
        }


class Ignored:
    """What stands for a resource that is not made, where others refer to it: values that say so."""

    def __init__(self, key):
        self.physical_resource_id = f"ignored-{key}"

    def get_cfn_attribute(self, name):
        return f"{self.physical_resource_id}-{name}"


def shaped(shape, value, path):
    """Properties as the API of a service wants them: its spelling, maps in place of lists of tags, texts for policies. A property that
    the service does not know is a mistake."""
    kind = shape.type_name
    if kind == "structure" and isinstance(value, dict):
        if shape.is_document_type:
            return value
        members = {n.lower(): n for n in shape.members}
        if unknown := [k for k in value if k.lower() not in members]:
            raise ValidationError(message=f"{path}: the API does not know {', '.join(unknown)}")
        return {members[k.lower()]: shaped(shape.members[members[k.lower()]], v, f"{path}.{k}") for k, v in value.items()}
    if kind == "list":
        if isinstance(value, dict):
            value = [{"Key": k, "Value": v} for k, v in value.items()]
        return [shaped(shape.member, v, path) for v in (value if isinstance(value, list) else [value])]
    if kind == "map":
        return {t["Key"]: t["Value"] for t in value} if isinstance(value, list) else {k: shaped(shape.value, v, path) for k, v in value.items()}
    if kind in ("integer", "long"):
        return int(value)
    if kind in ("double", "float"):
        return float(value)
    if kind == "boolean":
        return value in (True, "true")
    if kind == "string":
        return json.dumps(value) if isinstance(value, (dict, list)) else str(value).lower() if isinstance(value, bool) else str(value)
    return value


def make(stack, made, wanted):
    made.stack, made.account, made.region, made.partition = stack, stack.account, stack.region, stack.map["AWS::Partition"]
    made.name = parsing.generate_resource_name(made.resource_type, stack.stack_name, made.logical_resource_id)
    made.body, made.props = wanted, Watched(copy.deepcopy(wanted.get("Properties", {})))
    model = None if made.resource_type.startswith("Custom::") else parsing.get_model_map().get(made.resource_type)
    if made.kind and made.kind.create:
        made.object = made
        made.physical_resource_id = made.kind.create(made)
    elif model:
        made.object = by_model(made, model)
        made.physical_resource_id = made.object.physical_resource_id
    else:
        made.object, made.note = Ignored(made.logical_resource_id), "ignored: the emulator has no such thing"
    stack.map._parsed_resources[made.logical_resource_id] = made.object
    if made.note:
        return
    if not made.id:
        raise ValidationError(message=f"moto gave {made.logical_resource_id} no physical id")
    finish(made)
    if isinstance(made.object, TaggedEC2Resource):
        own = {"aws:cloudformation:stack-name": stack.stack_name, "aws:cloudformation:logical-id": made.logical_resource_id}
        parsing.ec2_models.ec2_backends[stack.account][stack.region].create_tags([made.id], own)


def by_model(made, model):
    """As moto makes it; the name is the template's or made up."""
    given = parsing.resource_name_property_from_type(made.resource_type)
    name = dict.get(made.props, given, made.name)
    made.props.seen.add(given)
    body = {"Type": made.resource_type, "Properties": made.props}
    found = model.create_from_cloudformation_json(
        name, body, made.account, made.region, LogicalId=made.logical_resource_id, StackId=made.stack.stack_id, ResourceType=made.resource_type
    )
    found.cf_resource_type, found.logical_resource_id = made.resource_type, made.logical_resource_id
    return found


def finish(made):
    """Sets what moto's model leaves out, and notes what nobody looked at."""
    if made.kind and made.kind.after:
        made.kind.after(made)
    left_out = made.props.unseen() + made.unknown
    made.note = f"left out: {', '.join(left_out)}" if left_out else None


def change(stack, made, body, wanted):
    same = made.body.get("Properties") == wanted.get("Properties")
    made.body = wanted
    if same or isinstance(made.object, Ignored):
        return
    made.props = Watched(copy.deepcopy(wanted.get("Properties", {})))
    model = parsing.get_model_map().get(made.resource_type)
    if made.kind and made.kind.update:
        made.kind.update(made)
    elif made.object is not made and not hasattr(model.update_from_cloudformation_json, "__isabstractmethod__"):
        made.object = parsing.parse_and_update_resource(made.logical_resource_id, copy.deepcopy(body), stack.map, stack.account, stack.region)
        made.physical_resource_id = made.object.physical_resource_id
        stack.map._parsed_resources[made.logical_resource_id] = made.object
        finish(made)
    else:
        made.note = "not changed: the emulator leaves such a resource as it was made"


def delete(stack, made, snapshot):
    if made.id is None:
        return
    if snapshot and not made.resource_type.startswith("AWS::RDS::DB"):
        raise ValidationError(message=f"the emulator takes no snapshot of {made.resource_type}")
    made.last_snapshot = snapshot
    if made.kind and made.kind.delete:
        made.kind.delete(made)
    elif made.object is not made:
        body = {"Type": made.resource_type, "Properties": dict(made.props)}
        stack.map._delete_resource(made.object, body)
    stack.map._parsed_resources.pop(made.logical_resource_id, None)
