"""CloudFormation's stacks, change sets, events and exports on top of moto's resources, where moto itself answers otherwise than AWS
documents: an operation goes on while its caller asks, ends in a state that says how it went, and rolls back what failed.

What it is not: it replaces no resource, enforces no stack policy, and finds no drift. The stand-in in awstest does.
"""

import json
import threading
import traceback

import resources
from moto.cloudformation import models, parsing
from moto.cloudformation.exceptions import AlreadyExistsException, CloudFormationError, ValidationError
from moto.cloudformation.responses import CloudFormationResponse
from moto.cloudformation.utils import generate_changeset_id, generate_stack_id, get_stack_from_s3_url
from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import utcnow
from moto.iam.models import iam_backends
from moto.utilities.utils import get_partition

MAX_BODY = 51200
PAGE = 100
NAMED = {"Role": "RoleName", "ManagedPolicy": "ManagedPolicyName", "Group": "GroupName", "User": "UserName", "InstanceProfile": "InstanceProfileName"}
NO_CHANGES = "The submitted information didn't contain changes. Submit different information to create a change set."
UPDATABLE = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE")

one_at_a_time = threading.Lock()  # moto's back ends are not made for several writers


class Insufficient(CloudFormationError):
    code = "InsufficientCapabilitiesException"


class NotThere(CloudFormationError):
    code = "ChangeSetNotFound"


class NotReady(CloudFormationError):
    code = "InvalidChangeSetStatus"


class Stack:
    """A stack, its resources in the order in which they were made, and what is known of its operations."""

    stack_status_reason = None

    def __init__(self, account, region, name, tags):
        self.account, self.region, self.stack_name, self.tags = account, region, name, tags
        self.stack_id = generate_stack_id(name, region, account)
        self.template, self.parameters, self.capabilities, self.role_arn = "", {}, [], None
        self.stack_status, self.token, self.policy = "REVIEW_IN_PROGRESS", None, ""
        self.enable_termination_protection, self.change_set_id = False, None
        self.creation_time, self.last_updated_time, self.deletion_time = utcnow(), None, None
        self.map, self.made, self.outputs, self.exported, self.imported = None, {}, [], {}, set()
        self.events, self.change_sets = [], []
        self.say(self, "REVIEW_IN_PROGRESS", "User Initiated")

    # What a stack and a resource have in common is what an event tells.
    logical_resource_id = property(lambda self: self.stack_name)
    physical_resource_id = property(lambda self: self.stack_id)
    resource_type = "AWS::CloudFormation::Stack"
    disable_rollback = False
    description = property(lambda self: self.document.get("Description"))
    document = property(lambda self: json.loads(self.template) if self.template else {"Resources": {}})

    def siblings(self):
        return list(backend(self).stacks.values())

    def say(self, about, status, reason=None):
        """Sets the state of the stack or of one of its resources, and leaves an event."""
        if about is self:
            self.stack_status, self.stack_status_reason = status, reason
        else:
            about.resource_status, about.resource_status_reason, about.last_updated_timestamp = status, reason, utcnow()
        self.events.insert(0, {
            "EventId": f"{about.logical_resource_id}-{len(self.events)}", "StackId": self.stack_id, "StackName": self.stack_name,
            "LogicalResourceId": about.logical_resource_id, "PhysicalResourceId": about.physical_resource_id or "",
            "ResourceType": about.resource_type, "ResourceStatus": status, "ResourceStatusReason": reason, "Timestamp": utcnow(),
            "ClientRequestToken": self.token,
        })

    def described(self):
        hidden = {k for k, p in self.document.get("Parameters", {}).items() if p.get("NoEcho") in (True, "true")}
        return {
            "StackId": self.stack_id, "StackName": self.stack_name, "StackStatus": self.stack_status, "StackStatusReason": self.stack_status_reason,
            "ChangeSetId": self.change_set_id, "CreationTime": self.creation_time, "LastUpdatedTime": self.last_updated_time,
            "DeletionTime": self.deletion_time, "EnableTerminationProtection": self.enable_termination_protection, "RoleARN": self.role_arn,
            "Description": self.description, "Capabilities": self.capabilities, "DisableRollback": False,
            "Parameters": [{"ParameterKey": k, "ParameterValue": "****" if k in hidden else v} for k, v in self.parameters.items()],
            "Tags": [{"Key": k, "Value": v} for k, v in self.tags.items()], "Outputs": self.outputs,
        }


class ChangeSet:
    """What would be done to a stack. Its changes say neither why nor with which values."""

    def __init__(self, stack, kind, name, template, parameters, asked):
        self.stack, self.kind, self.change_set_name, self.template, self.asked = stack, kind, name, template, asked
        self.change_set_id = generate_changeset_id(name, stack.region, stack.account)
        self.parameters, self.creation_time = parameters, utcnow()
        self.status, self.execution_status, self.status_reason = "CREATE_COMPLETE", "AVAILABLE", None
        old, new = stack.document["Resources"], json.loads(template)["Resources"]
        self.changes = [self.change("Add", k, new[k]) for k in new if k not in old]
        self.changes += [self.change("Modify", k, new[k]) for k in new if k in old and (new[k] != old[k] or parameters != stack.parameters)]
        self.changes += [self.change("Remove", k, old[k]) for k in old if k not in new]

    def change(self, action, key, body):
        made = self.stack.made.get(key)
        said = {"Action": action, "LogicalResourceId": key, "ResourceType": body["Type"], "PhysicalResourceId": made and made.physical_resource_id}
        if action == "Modify":
            said |= {"Replacement": "False", "Scope": ["Properties"], "Details": []}
        if action == "Remove":
            said["PolicyAction"] = {"Retain": "Retain", "RetainExceptOnCreate": "Retain", "Snapshot": "Snapshot"}.get(body.get("DeletionPolicy"), "Delete")
        return {"Type": "Resource", "ResourceChange": said}

    def fail(self, reason):
        self.status, self.execution_status, self.status_reason = "FAILED", "UNAVAILABLE", reason

    def described(self):
        return {
            "ChangeSetId": self.change_set_id, "ChangeSetName": self.change_set_name, "StackId": self.stack.stack_id, "StackName": self.stack.stack_name,
            "Status": self.status, "ExecutionStatus": self.execution_status, "StatusReason": self.status_reason, "CreationTime": self.creation_time,
            "Parameters": [{"ParameterKey": k, "ParameterValue": v} for k, v in self.parameters.items()], "Changes": self.changes,
            "Description": self.asked.get("Description"), "Capabilities": self.asked.get("Capabilities", []),
        }


# Operations. Each begins with a state and ends with one, whatever happens.


def create(stack, template, parameters):
    begin(stack, template, parameters)
    try:
        carry_out(stack)
    except Exception as why:
        stack.say(stack, "ROLLBACK_IN_PROGRESS", f"{failed(why, 'create')}. Rollback requested by user.")
        left = remove(stack, list(stack.made), on_create=True)
        return stack.say(stack, "ROLLBACK_FAILED" if left else "ROLLBACK_COMPLETE", left)
    stack.say(stack, "CREATE_COMPLETE")


def update(stack, template, parameters):
    before = (stack.template, stack.parameters, stack.map, stack.outputs, stack.exported, stack.imported)
    old = dict(stack.made)
    begin(stack, template, parameters)
    try:
        carry_out(stack)
    except Exception as why:
        stack.say(stack, "UPDATE_ROLLBACK_IN_PROGRESS", failed(why, "update"))
        left = remove(stack, [k for k in stack.made if k not in old], on_create=True)
        stack.template, stack.parameters, stack.map, stack.outputs, stack.exported, stack.imported = before
        try:
            carry_out(stack)
        except Exception as again:
            left = str(again)
        return stack.say(stack, "UPDATE_ROLLBACK_FAILED" if left else "UPDATE_ROLLBACK_COMPLETE", left)
    stack.say(stack, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
    remove(stack, [k for k in stack.made if k not in stack.document["Resources"]])
    stack.say(stack, "UPDATE_COMPLETE")


def delete(stack, keep):
    for name in stack.exported:
        if users := importers(stack, name):
            return stack.say(stack, "DELETE_FAILED", f"Export {name} cannot be deleted as it is in use by {' and '.join(users)}")
    left = remove(stack, list(stack.made), keep=keep)
    if left:
        return stack.say(stack, "DELETE_FAILED", left)
    stack.deletion_time, stack.exported, stack.imported = utcnow(), {}, set()
    stack.say(stack, "DELETE_COMPLETE")


def begin(stack, template, parameters):
    carried = stack.map
    stack.template, stack.parameters = template, parameters
    stack.map = parsing.ResourceMap(
        stack.stack_id, stack.stack_name, parameters, stack.tags, stack.region, stack.account, stack.document, Exports(stack)
    )
    stack.map.made = stack.made
    stack.map.validate_outputs = lambda: None  # making them shows whether they can be made
    stack.map.load()
    stack.map._parsed_resources["AWS::Partition"] = get_partition(stack.region)
    for key in stack.made if carried else ():
        stack.map._parsed_resources[key] = carried._parsed_resources[key]


def carry_out(stack):
    """Makes what is not there, each resource after those that it refers to, and changes what differs."""
    bodies = stack.document["Resources"]
    for key in in_order(bodies):
        body, made = bodies[key], stack.made.get(key)
        if "Condition" in body and not stack.map.lazy_condition_map[body["Condition"]]:
            continue
        wanted = resources.evaluated(body, stack.map)
        if made and made.body == wanted:
            continue
        verb = "UPDATE" if made else "CREATE"
        made = made or stack.made.setdefault(key, resources.Made(key, body["Type"]))
        stack.say(made, f"{verb}_IN_PROGRESS")
        try:
            with one_at_a_time:
                if verb == "CREATE":
                    resources.make(stack, made, wanted)
                else:
                    resources.change(stack, made, body, wanted)
        except Exception as why:
            traceback.print_exc()
            stack.say(made, f"{verb}_FAILED", str(why))
            raise Failure(key, why) from why
        stack.say(made, f"{verb}_COMPLETE")
    show(stack)


def remove(stack, keys, on_create=False, keep=()):
    """Deletes, last made first, what no policy keeps; says why something is still there."""
    wrong = []
    for key in reversed(keys):
        made = stack.made[key]
        policy = made.policy
        if key in keep or policy == "Retain" or (policy == "RetainExceptOnCreate" and not on_create):
            stack.say(made, "DELETE_SKIPPED")
        else:
            stack.say(made, "DELETE_IN_PROGRESS")
            try:
                with one_at_a_time:
                    resources.delete(stack, made, snapshot=policy == "Snapshot" and not on_create)
            except Exception as why:
                traceback.print_exc()
                stack.say(made, "DELETE_FAILED", str(why))
                wrong.append(key)
                continue
            stack.say(made, "DELETE_COMPLETE")
        del stack.made[key]
    return f"The following resource(s) failed to delete: [{', '.join(wrong)}]." if wrong else None


class Failure(Exception):
    """Names the resource that failed."""

    def __init__(self, key, why):
        super().__init__(f"{key}: {why}")
        self.key = key


def failed(why, verb):
    return f"The following resource(s) failed to {verb}: [{why.key}]" if isinstance(why, Failure) else str(why)


def show(stack):
    """Outputs and exports, which nobody else in the region may have or, where the value changes, use."""
    outputs, exported = [], {}
    for key, output in stack.document.get("Outputs", {}).items():
        if "Condition" in output and not stack.map.lazy_condition_map[output["Condition"]]:
            continue
        output = resources.evaluated(output, stack.map)
        name = output.get("Export", {}).get("Name")
        outputs.append({"OutputKey": key, "OutputValue": str(output["Value"]), "Description": output.get("Description"), "ExportName": name})
        if name:
            exported[name] = str(output["Value"])
    for other in backend(stack).stacks.values():
        if other is not stack and (twice := set(exported) & set(other.exported)):
            raise ValidationError(message=f"Export with name {twice.pop()} is already exported by stack {other.stack_name}.")
    for name, value in stack.exported.items():
        if exported.get(name) != value and (users := importers(stack, name)):
            raise ValidationError(message=f"Export {name} cannot be {'updated' if name in exported else 'deleted'} as it is in use by {' and '.join(users)}")
    stack.outputs, stack.exported, stack.imported = outputs, exported, imports(stack, stack.document)


class Exports:
    """All exports of the region, as moto's Fn::ImportValue wants them."""

    def __init__(self, stack):
        self.stack = stack

    def values(self):
        return [parsing.Export(s.stack_id, n, v) for s in list(backend(self.stack).stacks.values()) for n, v in s.exported.items()]


def imports(stack, part):
    if isinstance(part, list):
        return set().union(*(imports(stack, p) for p in part))
    if not isinstance(part, dict):
        return set()
    found = set().union(*(imports(stack, p) for p in part.values()))
    if "Fn::ImportValue" in part:
        found.add(resources.evaluated(part["Fn::ImportValue"], stack.map))
    return found


def importers(stack, name):
    return [s.stack_name for s in backend(stack).stacks.values() if name in s.imported and s is not stack]


def in_order(bodies):
    order, seen = [], set()

    def visit(key):
        if key in bodies and key not in seen:
            seen.add(key)
            after = bodies[key].get("DependsOn", [])
            for other in references(bodies[key]) + ([after] if isinstance(after, str) else after):
                visit(other)
            order.append(key)

    for key in bodies:
        visit(key)
    return order


def references(part):
    if isinstance(part, list):
        return [r for p in part for r in references(p)]
    if not isinstance(part, dict):
        return []
    found = [r for p in part.values() for r in references(p)]
    if isinstance(part.get("Ref"), str):
        found.append(part["Ref"])
    if "Fn::GetAtt" in part:
        found.append(part["Fn::GetAtt"][0])
    if "Fn::Sub" in part:
        text = part["Fn::Sub"] if isinstance(part["Fn::Sub"], str) else part["Fn::Sub"][0]
        found += [name.split(".")[0] for name in resources.SUBSTITUTED.findall(text)]
    return found


def backend(stack):
    return models.cloudformation_backends[stack.account][stack.region]


def in_background(stack, status, operation, *arguments):
    def run():
        try:
            operation(stack, *arguments)
        except Exception as why:  # a mistake in this file, which nobody must take for success or for work in progress
            traceback.print_exc()
            stack.say(stack, status.replace("IN_PROGRESS", "FAILED"), f"the emulator gave up: {why}")

    stack.say(stack, status, "User Initiated")
    threading.Thread(target=run, daemon=True).start()


# The API.


class Api(CloudFormationResponse):
    """One method for each call, named as moto finds it."""

    def find(self, deleted=False):
        wanted = self._get_param("StackName")
        for s in self.cloudformation_backend.stacks.values():
            if wanted in (s.stack_id, s.stack_name):
                return s
        if deleted and wanted in self.cloudformation_backend.deleted_stacks:
            return self.cloudformation_backend.deleted_stacks[wanted]
        raise ValidationError(wanted)

    def find_change_set(self):
        wanted, stack_name = self._get_param("ChangeSetName"), self._get_param("StackName")
        for s in self.cloudformation_backend.stacks.values():
            for c in s.change_sets:
                if wanted == c.change_set_id or (wanted == c.change_set_name and stack_name in (s.stack_name, s.stack_id)):
                    return c
        raise NotThere(f"ChangeSet [{wanted}] does not exist")

    def template_given(self):
        if url := self._get_param("TemplateURL"):
            return get_stack_from_s3_url(url, account_id=self.current_account, partition=self.partition)
        body = self._get_param("TemplateBody")
        if len(body.encode()) > MAX_BODY:
            raise ValidationError(message=f"1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to {MAX_BODY}")
        return body

    def create_change_set(self):
        template, kind, name = self.template_given(), self._get_param("ChangeSetType", "UPDATE"), self._get_param("ChangeSetName")
        capabilities, role = self._get_param("Capabilities", []), self._get_param("RoleARN")
        check_capabilities(template, capabilities)
        if role and role not in [r.arn for r in iam_backends[self.current_account][self.partition].roles.values()]:
            raise ValidationError(message=f"Role {role} is invalid or cannot be assumed")
        stack = self.stack_for(kind)
        for c in stack.change_sets:
            if c.change_set_name == name:
                if self._get_param("ClientToken") and c.asked.get("ClientToken") == self._get_param("ClientToken"):
                    return ActionResult({"Id": c.change_set_id, "StackId": stack.stack_id})
                raise AlreadyExistsException(f"ChangeSet {name} already exists for stack {stack.stack_name}")
        slots = json.loads(template).get("Parameters", {})
        given = {p["ParameterKey"]: stack.parameters[p["ParameterKey"]] if p.get("UsePreviousValue") else p["ParameterValue"] for p in self._get_param("Parameters", [])}
        if unknown := set(given) - set(slots):
            raise ValidationError(message=f"Parameters: [{', '.join(unknown)}] do not exist in the template")
        parameters = {k: str(p["Default"]) for k, p in slots.items() if "Default" in p} | given
        if missing := set(slots) - set(parameters):
            raise ValidationError(message=f"Parameters: [{', '.join(missing)}] must have values")
        asked = {k: self._get_param(k) for k in ("Description", "ClientToken", "RoleARN")} | {"Capabilities": capabilities}
        made = ChangeSet(stack, kind, name, template, parameters, asked)
        exports = {e.name for e in Exports(stack).values()}
        if json.loads(template) == stack.document and parameters == stack.parameters and kind == "UPDATE":
            made.fail(NO_CHANGES)
        elif missing := sorted(literal_imports(json.loads(template)) - exports):
            made.fail(f"No export named {missing[0]} found.")
        stack.change_sets.append(made)
        return ActionResult({"Id": made.change_set_id, "StackId": stack.stack_id})

    def stack_for(self, kind):
        name = self._get_param("StackName")
        if kind == "UPDATE":
            stack = self.find()
            if stack.stack_status not in UPDATABLE:
                raise ValidationError(message=f"Stack:{stack.stack_id} is in {stack.stack_status} state and can not be updated.")
            return stack
        for s in self.cloudformation_backend.stacks.values():
            if s.stack_name == name and s.stack_status != "REVIEW_IN_PROGRESS":
                raise ValidationError(message=f"Stack [{name}] already exists and cannot be created again with the changeSet [{self._get_param('ChangeSetName')}].")
            if s.stack_name == name:
                return s
        stack = Stack(self.current_account, self.region, name, {t["Key"]: t["Value"] for t in self._get_param("Tags", [])})
        self.cloudformation_backend.stacks[stack.stack_id] = stack
        return stack

    def execute_change_set(self):
        c = self.find_change_set()
        if c.execution_status != "AVAILABLE":
            raise NotReady(f"ChangeSet [{c.change_set_id}] cannot be executed in its current status of [{c.status if c.status == 'FAILED' else c.execution_status}]")
        stack, verb = c.stack, c.kind
        c.execution_status = "EXECUTE_COMPLETE"
        stack.change_sets, stack.change_set_id, stack.token = [c], c.change_set_id, self._get_param("ClientRequestToken")
        stack.role_arn, stack.capabilities = c.asked["RoleARN"] or stack.role_arn, c.asked["Capabilities"]
        stack.last_updated_time = utcnow()
        in_background(stack, f"{verb}_IN_PROGRESS", create if verb == "CREATE" else update, c.template, c.parameters)
        return EmptyResult()

    def describe_change_set(self):
        return ActionResult(self.find_change_set().described())

    def list_change_sets(self):
        return ActionResult({"Summaries": [c.described() for c in self.find().change_sets]})

    def delete_change_set(self):
        c = self.find_change_set()
        c.stack.change_sets.remove(c)
        return EmptyResult()

    def delete_stack(self):
        try:
            stack = self.find()
        except ValidationError:
            return EmptyResult()  # AWS says nothing either
        if stack.enable_termination_protection:
            raise ValidationError(message=f"Stack [{stack.stack_name}] cannot be deleted while TerminationProtection is enabled")
        if stack.stack_status.endswith("_IN_PROGRESS") and stack.stack_status != "REVIEW_IN_PROGRESS":
            raise ValidationError(message=f"Stack [{stack.stack_id}] cannot be deleted while in status {stack.stack_status}")
        keep = self._get_param("RetainResources", [])
        if keep and stack.stack_status != "DELETE_FAILED":
            raise ValidationError(message="Invalid operation on stack. To retain resources, the stack must be in the DELETE_FAILED state")
        stack.token = self._get_param("ClientRequestToken")

        def run(stack):
            delete(stack, keep)
            if stack.stack_status == "DELETE_COMPLETE":
                b = backend(stack)
                b.deleted_stacks[stack.stack_id] = b.stacks.pop(stack.stack_id)

        in_background(stack, "DELETE_IN_PROGRESS", run)
        return EmptyResult()

    def describe_stacks(self):
        if self._get_param("StackName"):
            return ActionResult({"Stacks": [self.find(deleted=True).described()]})
        return self.paged("Stacks", [s.described() for s in list(self.cloudformation_backend.stacks.values())])

    def paged(self, name, rows):
        start = int(self._get_param("NextToken") or 0)
        more = str(start + PAGE) if len(rows) > start + PAGE else None
        return ActionResult({name: rows[start : start + PAGE], "NextToken": more})

    def list_stacks(self):
        wanted = self._get_param("StackStatusFilter", [])
        b = self.cloudformation_backend
        every = [s.described() for s in [*b.stacks.values(), *b.deleted_stacks.values()]]
        return self.paged("StackSummaries", [s for s in every if not wanted or s["StackStatus"] in wanted])

    def get_template(self):
        named = self._get_param("ChangeSetName")
        return ActionResult({"TemplateBody": (self.find_change_set() if named else self.find(deleted=True)).template, "StagesAvailable": ["Original", "Processed"]})

    def update_termination_protection(self):
        stack = self.find()
        stack.enable_termination_protection = self._get_bool_param("EnableTerminationProtection")
        return ActionResult({"StackId": stack.stack_id})

    def get_stack_policy(self):
        return ActionResult({"StackPolicyBody": self.find().policy or None})

    def set_stack_policy(self):
        stack, policy = self.find(), self._get_param("StackPolicyBody")
        try:
            json.loads(policy)
        except ValueError:
            raise ValidationError(message="Error validating stack policy: Invalid stack policy") from None
        stack.policy = policy
        return EmptyResult()

    def rows(self):
        stack = self.find(deleted=True)
        return [m.described(stack) for m in list(stack.made.values())]

    def list_stack_resources(self):
        return self.paged("StackResourceSummaries", self.rows())

    def describe_stack_resources(self):
        wanted = self._get_param("LogicalResourceId")
        return ActionResult({"StackResources": [r for r in self.rows() if wanted in (None, r["LogicalResourceId"])]})

    def describe_stack_resource(self):
        for row in self.rows():
            if row["LogicalResourceId"] == self._get_param("LogicalResourceId"):
                return ActionResult({"StackResourceDetail": row})
        raise ValidationError(message=f"Resource {self._get_param('LogicalResourceId')} does not exist for stack {self._get_param('StackName')}")

    def describe_stack_events(self):
        return self.paged("StackEvents", list(self.find(deleted=True).events))

    def describe_events(self):
        return ActionResult({"OperationEvents": []})

    def list_hook_results(self):
        return ActionResult({"HookResults": []})

    def list_exports(self):
        every = [{"ExportingStackId": s.stack_id, "Name": n, "Value": v} for s in self.cloudformation_backend.stacks.values() for n, v in s.exported.items()]
        return self.paged("Exports", every)

    def list_imports(self):
        name = self._get_param("ExportName")
        users = [s.stack_name for s in self.cloudformation_backend.stacks.values() if name in s.imported]
        if not users:
            raise ValidationError(message=f"Export '{name}' is not imported by any stack.")
        return ActionResult({"Imports": users})

    def describe_account_limits(self):
        limits = {"StackLimit": 2000, "StackOutputsLimit": 200, "ConcurrentResourcesLimit": 2500}
        return ActionResult({"AccountLimits": [{"Name": n, "Value": v} for n, v in limits.items()]})


    def detect_stack_drift(self):
        self.find()
        return ActionResult({"StackDriftDetectionId": self._get_param("StackName")})

    def describe_stack_drift_detection_status(self):
        """Nothing was compared, which CloudFormation reports as in sync: it does so for types that it does not check."""
        stack_id = self._get_param("StackDriftDetectionId")
        return ActionResult({
            "StackId": stack_id, "StackDriftDetectionId": stack_id, "DetectionStatus": "DETECTION_COMPLETE", "StackDriftStatus": "IN_SYNC",
            "DriftedStackResourceCount": 0, "Timestamp": utcnow(),
        })

    def describe_stack_resource_drifts(self):
        self.find()
        return ActionResult({"StackResourceDrifts": []})

    def not_now(self):
        """Operations are over too soon to be cancelled, and what did not roll back here stays so."""
        stack = self.find()
        raise ValidationError(message=f"{self._get_action()} cannot be called from current stack status {stack.stack_status}")

    cancel_update_stack = continue_update_rollback = rollback_stack = not_now


def check_capabilities(template, given):
    """CloudFormation wants to be told that a template makes identities, and once more if it names them."""
    need = None
    for body in json.loads(template)["Resources"].values():
        if body["Type"].startswith("AWS::IAM::"):
            named = NAMED.get(body["Type"].rsplit("::", 1)[1]) in body.get("Properties", {})
            need = "CAPABILITY_NAMED_IAM" if named or need == "CAPABILITY_NAMED_IAM" else "CAPABILITY_IAM"
    if need and need not in given and "CAPABILITY_NAMED_IAM" not in given:
        raise Insufficient(f"Requires capabilities : [{need}]")


def literal_imports(part):
    if isinstance(part, list):
        return set().union(*(literal_imports(p) for p in part))
    if not isinstance(part, dict):
        return set()
    name = part.get("Fn::ImportValue")
    return set().union({name} if isinstance(name, str) else (), *(literal_imports(p) for p in part.values()))


def install(endpoint):
    """Puts all of this in the place of moto's own."""
    resources.endpoint = endpoint
    for name, method in vars(Api).items():
        if callable(method):
            setattr(CloudFormationResponse, name, method)
    shapes = CloudFormationResponse.RESPONSE_KEY_PATH_TO_TRANSFORMER
    CloudFormationResponse.RESPONSE_KEY_PATH_TO_TRANSFORMER = {k: f for k, f in shapes.items() if "StackSet" in k}
