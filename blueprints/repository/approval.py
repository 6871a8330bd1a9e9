"""Keeps one approval rule template of CodeCommit and its association with one repository, then tells CloudFormation.

The template's description names its owner. One of another owner is never changed; one that other repositories use is never deleted.
The event is never logged: it holds a URL that anybody could answer with.
"""
import json
import time
import urllib.request

import boto3

ATTEMPTS = 5
PAUSE = 5  # seconds between attempts: a new right takes a moment to be known everywhere


def handler(event, context):
    props = event["ResourceProperties"]
    name = event.get("PhysicalResourceId", props["Name"])
    status, reason = "SUCCESS", "done"
    try:
        if event["RequestType"] == "Delete":
            reason = patiently(lambda: remove(name, props))
        else:
            name = props["Name"]
            patiently(lambda: keep(props))
    except Exception as error:
        status, reason = "FAILED", f"{type(error).__name__}: {error}"[:500]
    print(f"{event['RequestType']} {name}: {status}, {reason}")
    answer(event, name, status, reason)


def keep(props):
    client = boto3.client("codecommit")
    name, content = props["Name"], rule(props)
    have = find(client, name)
    if have is None:
        client.create_approval_rule_template(approvalRuleTemplateName=name, approvalRuleTemplateContent=content,
                                             approvalRuleTemplateDescription=owner(props))
    elif have.get("approvalRuleTemplateDescription") != owner(props):
        raise NotOurs(f"approval rule template {name} belongs to somebody else")
    elif have["approvalRuleTemplateContent"] != content:
        client.update_approval_rule_template_content(approvalRuleTemplateName=name, newRuleContent=content)
    if props["Repository"] not in repositories(client, name):
        client.associate_approval_rule_template_with_repository(approvalRuleTemplateName=name, repositoryName=props["Repository"])


def remove(name, props):
    client = boto3.client("codecommit")
    have = find(client, name)
    if have is None or have.get("approvalRuleTemplateDescription") != owner(props):
        return "nothing of ours is there"
    used = repositories(client, name)
    if props["Repository"] in used:
        client.disassociate_approval_rule_template_from_repository(approvalRuleTemplateName=name, repositoryName=props["Repository"])
    if set(used) - {props["Repository"]}:
        return "kept: other repositories use it"
    client.delete_approval_rule_template(approvalRuleTemplateName=name)
    return "done"


def rule(props):
    statement = {"Type": "Approvers", "NumberOfApprovalsNeeded": int(props["Approvals"])}
    if props.get("Approvers"):
        statement["ApprovalPoolMembers"] = props["Approvers"]
    return json.dumps({"Version": "2018-11-08", "DestinationReferences": props["Branches"], "Statements": [statement]})


def owner(props):
    return f"Kept by CloudFormation stack {props['Owner']}"


def find(client, name):
    try:
        return client.get_approval_rule_template(approvalRuleTemplateName=name)["approvalRuleTemplate"]
    except client.exceptions.ApprovalRuleTemplateDoesNotExistException:
        return None


def repositories(client, name):
    names, more = [], {}
    while True:
        page = client.list_repositories_for_approval_rule_template(approvalRuleTemplateName=name, **more)
        names += page["repositoryNames"]
        if not page.get("nextToken"):
            return names
        more = {"nextToken": page["nextToken"]}


class NotOurs(Exception):
    pass


def answer(event, name, status, reason):
    body = json.dumps({
        "Status": status,
        "Reason": reason,
        "PhysicalResourceId": name,
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
        except NotOurs:
            raise
        except Exception:
            if attempt == ATTEMPTS - 1:
                raise
            time.sleep(PAUSE)
