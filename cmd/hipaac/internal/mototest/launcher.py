"""Starts moto 5.2.1 as it is, with the CloudFormation of stacks.py in front of its services: launcher.py -H 127.0.0.1 -p PORT.

moto is not edited. This reaches into its classes, and works with no other version.
"""

import json
import os
import sys

VERSION = "5.2.1"

try:
    import moto
except ImportError:
    sys.exit(f"moto {VERSION} is not installed for this Python")
if moto.__version__ != VERSION:
    sys.exit(f"moto {VERSION} is wanted, and {moto.__version__} is installed")

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

# moto takes this account for all calls, whoever calls. Here it is the one of those whose account nothing else says.
DEFAULT_ACCOUNT = os.environ.pop("MOTO_ACCOUNT_ID", "123456789012")

import stacks  # noqa: E402
from moto.iam import models as iam  # noqa: E402
from moto.iam.access_control import IAMPolicyStatement, PermissionResult  # noqa: E402
from moto.moto_server.werkzeug_app import DomainDispatcherApplication  # noqa: E402
from moto.route53.models import Route53Backend  # noqa: E402
from moto.sts.exceptions import STSClientError  # noqa: E402
from moto.sts.models import STSBackend  # noqa: E402
from moto.server import main  # noqa: E402


def accounts():
    """An access key such as AKIATEST111122223333 is of account 111122223333; one from AssumeRole is of its role's account."""
    by_session = iam.get_account_id_from

    def account(key):
        if len(key) == 20 and key[8:].isdigit():
            return key[8:]
        found = by_session(key)
        return DEFAULT_ACCOUNT if found == iam.DEFAULT_ACCOUNT_ID else found

    iam.get_account_id_from = account


def roles():
    """A role can be become where it exists, by those who say the external id that it wants to hear."""
    assume = STSBackend.assume_role

    def assumed(self, *args, **more):
        arn, account = more["role_arn"], more["role_arn"].split(":")[4]
        found = [r for r in iam.iam_backends[account][self.partition].roles.values() if r.arn == arn]
        trust = json.dumps(json.loads(found[0].assume_role_policy_document)) if found else ""
        if not found or ("sts:ExternalId" in trust and f'"{more["external_id"]}"' not in trust):
            raise STSClientError("AccessDenied", f"User is not authorized to perform: sts:AssumeRole on resource: {arn}")
        return assume(self, *args, **more)

    STSBackend.assume_role = assumed


def cloud_control():
    """moto has no Cloud Control, and fails without an answer that a client could read. AWS's answer for a type that it does not know is
    given for all of them, so that who asks learns that nothing can be verified."""
    dispatch = DomainDispatcherApplication.__call__

    def called(self, environ, respond):
        if not environ.get("HTTP_X_AMZ_TARGET", "").startswith("CloudApiService."):
            return dispatch(self, environ, respond)
        respond("400 Bad Request", [("Content-Type", "application/x-amz-json-1.0")])
        return [b'{"__type": "UnsupportedActionException", "Message": "moto has no Cloud Control"}']

    DomainDispatcherApplication.__call__ = called


def conditions():
    """moto takes a condition that it does not know for one that holds, and would deny everything. It is left out: the emulator enforces no
    statement with conditions."""
    permitted = IAMPolicyStatement.is_action_permitted

    def judged(self, *args, **more):
        return PermissionResult.NEUTRAL if "Condition" in self._statement else permitted(self, *args, **more)

    IAMPolicyStatement.is_action_permitted = judged


def zones():
    """A zone that is asked for with a reference such as Z0123456789ABC has it for its id, so that a spec can name the zone beforehand."""
    create = Route53Backend.create_hosted_zone

    def created(self, *args, **more):
        zone = create(self, *args, **more)
        if more.get("caller_reference", "").startswith("Z"):
            zone.resource_id = more["caller_reference"]
            self.zones = {z.resource_id: z for z in self.zones.values()}
        return zone

    Route53Backend.create_hosted_zone = created


if __name__ == "__main__":
    accounts()
    roles()
    conditions()
    cloud_control()
    zones()
    stacks.install(f"http://127.0.0.1:{sys.argv[sys.argv.index('-p') + 1]}")
    main()
