# Stands for the AWS CLI: it knows stacks by their names, from and to the file stacks.json, and writes each call to calls.txt.
import json
import os
import sys

words = sys.argv[1:]
given = dict(zip(words, words[1:]))
stacks = json.load(open("stacks.json"))
with open("calls.txt", "a") as calls:
    shown = [w for w in words[1:] if w not in ("--region", "--output", "json", "us-east-1") and not w.startswith("hipaac-")]
    print(*shown, file=calls)


def end(code, text):
    print(text, file=sys.stdout if code == 0 else sys.stderr)
    json.dump(stacks, open("stacks.json", "w"))
    sys.exit(code)


name, action = given.get("--stack-name"), words[1]
stack = stacks.get(name)
if action == "get-caller-identity":
    account = os.environ.get("FAKE_ACCOUNT", "111122223333")
    end(0, json.dumps({"Account": account, "Arn": f"arn:aws:sts::{account}:assumed-role/clinic-prod-deploy/test"}))
if action == "put-object":
    end(254, "An error occurred (PreconditionFailed)") if os.environ.get("FAKE_STORED") else end(0, "{}")
if action == "create-change-set":
    stacks.setdefault(name, {}).setdefault("StackStatus", "REVIEW_IN_PROGRESS")
    end(0, json.dumps({"Id": "changes-of-" + name}))
if action == "describe-change-set":
    if stack.get("same"):
        end(0, json.dumps({"Status": "FAILED", "StatusReason": "The submitted information didn't contain changes."}))
    stack["asked"] = stack.get("asked", 0) + 1
    end(0, json.dumps({"Status": "CREATE_COMPLETE" if stack["asked"] > 1 else "CREATE_IN_PROGRESS"}))
if action == "execute-change-set":
    stack["next"] = [stack["StackStatus"], "CREATE_IN_PROGRESS", "ROLLBACK_COMPLETE" if stack.get("fails") else "CREATE_COMPLETE"]
    end(0, "")
if action == "describe-stacks":
    if stack is None or "StackStatus" not in stack:
        end(254, f"An error occurred (ValidationError): Stack with id {name} does not exist")
    if stack.get("next"):
        stack["StackStatus"] = stack["next"].pop(0)
        if stack["StackStatus"] == "CREATE_IN_PROGRESS":
            stack["ChangeSetId"] = "changes-of-" + name
    end(0, json.dumps({"Stacks": [stack]}))
if action == "describe-stack-events":
    def event(what, status, reason):
        return {"StackId": name, "PhysicalResourceId": what, "LogicalResourceId": what, "ResourceStatus": status, "ResourceStatusReason": reason}
    end(0, json.dumps({"StackEvents": [
        event(name, "ROLLBACK_IN_PROGRESS", ""), event("Subnet", "CREATE_FAILED", "Resource creation cancelled"),
        event("Vpc", "CREATE_FAILED", "The maximum number of VPCs has been reached"), event(name, "CREATE_IN_PROGRESS", "User Initiated"),
        event("Old", "CREATE_FAILED", "of an operation before")]}))
if action == "get-template":
    end(0, json.dumps({"TemplateBody": stack["template"]}))
if action == "update-termination-protection":
    stack["EnableTerminationProtection"] = True
    end(0, "{}")
if action == "delete-change-set":
    end(0, "")
end(252, "the stand-in does not know " + action)
