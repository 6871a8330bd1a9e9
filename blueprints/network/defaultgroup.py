"""Takes every rule from one security group, then tells CloudFormation.

Deleting the resource changes nothing. The event is never logged: it holds a URL that anybody could answer with.
"""
import json
import time
import urllib.request

import boto3

ATTEMPTS = 5
PAUSE = 5  # seconds between attempts: a new group or a new right takes a moment to be known everywhere


def handler(event, context):
    group = event["ResourceProperties"].get("GroupId", "none")
    status, reason = "SUCCESS", "done"
    try:
        if event["RequestType"] != "Delete":
            patiently(lambda: empty(group))
    except Exception as error:
        status, reason = "FAILED", f"{type(error).__name__}: {error}"[:500]
    print(f"{event['RequestType']} {group}: {status}, {reason}")
    answer(event, group, status, reason)


def empty(group):
    ec2 = boto3.client("ec2")
    found = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]
    if found["IpPermissions"]:
        ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=found["IpPermissions"])
    if found["IpPermissionsEgress"]:
        ec2.revoke_security_group_egress(GroupId=group, IpPermissions=found["IpPermissionsEgress"])


def answer(event, group, status, reason):
    body = json.dumps({
        "Status": status,
        "Reason": reason,
        "PhysicalResourceId": event.get("PhysicalResourceId", group),
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
    }).encode()
    request = urllib.request.Request(event["ResponseURL"], body, {"Content-Type": ""}, method="PUT")
    patiently(lambda: urllib.request.urlopen(request, timeout=10).close())


def patiently(act):
    for attempt in range(ATTEMPTS):
        try:
            return act()
        except Exception:
            if attempt == ATTEMPTS - 1:
                raise
            time.sleep(PAUSE)
