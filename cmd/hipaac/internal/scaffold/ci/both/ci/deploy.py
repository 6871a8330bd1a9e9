#!/usr/bin/env python3
"""Deploys the reviewed templates of one environment, in the order of its manifest.

    python3 ci/deploy.py prod

It wants the AWS CLI, version 2, with the rights of the environment's deploy role, and the environment below both golden/ and
build/: it refuses what is not as reviewed. Templates that are too long to be sent go through the bucket that the delivery stack names.
It stops at the first failure; run again, it passes over what is done. "hipaac deploy" will take its place.
"""
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import time

LONGEST_BODY = 51200  # bytes of a template that CloudFormation takes in a call
PAUSE = float(os.environ.get("HIPAAC_POLL_SECONDS", "10"))
READY = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE", "IMPORT_ROLLBACK_COMPLETE")
DONE = ("CREATE_COMPLETE", "UPDATE_COMPLETE")


class Stop(Exception):
    """Nothing more is deployed, and why."""


class Environment:
    def __init__(self, folder):
        self.folder = folder
        self.manifest = json.loads((folder / "manifest.json").read_text())
        self.region = self.manifest["region"]
        self.bucket = self.manifest.get("artifactBucket")
        self.role = None

    def aws(self, *words):
        command = ["aws", *words, "--region", self.region, "--output", "json"]
        ran = subprocess.run(command, capture_output=True, text=True)
        if ran.returncode != 0:
            raise Stop(f"aws {' '.join(words[:2])}: {ran.stderr.strip()}")
        return json.loads(ran.stdout) if ran.stdout.strip() else {}

    def cloudformation(self, action, *words):
        return self.aws("cloudformation", action, *words)

    def check_account(self):
        identity = self.aws("sts", "get-caller-identity")
        if identity["Account"] != self.manifest["account"]:
            raise Stop(f"these are the rights of account {identity['Account']}, but the environment belongs to {self.manifest['account']}")
        partition = identity["Arn"].split(":")[1]
        name = f"{self.manifest['system']}-{self.manifest['environment']}-execution"
        self.role = f"arn:{partition}:iam::{identity['Account']}:role/{name}"

    def template(self, stack):
        text = (self.folder / stack["template"]).read_bytes()
        if hashlib.sha256(text).hexdigest() != stack["sha256"]:
            raise Stop(f"{stack['template']} is not the template that the manifest names")
        return text

    def check_rights(self, stack):
        """The roles that deploy cannot change themselves: an administrator has to have deployed them as they were reviewed."""
        have = self.cloudformation("get-template", "--stack-name", stack["stack"])["TemplateBody"]
        if not isinstance(have, str) or have.strip() != self.template(stack).decode().strip():
            raise Stop(f"the rights in stack {stack['stack']} are not those that were reviewed: an administrator deploys it first")
        for output in self.describe(stack["stack"]).get("Outputs", []):
            if output["OutputKey"] == "TemplateBucketName":
                self.bucket = output["OutputValue"]

    def describe(self, name):
        try:
            return self.cloudformation("describe-stacks", "--stack-name", name)["Stacks"][0]
        except Stop as stop:
            if "does not exist" in str(stop):
                return None
            raise

    def deploy(self, stack):
        name, now = stack["stack"], self.describe(stack["stack"])
        status = now["StackStatus"] if now else "REVIEW_IN_PROGRESS"
        if status != "REVIEW_IN_PROGRESS" and status not in READY:
            raise Stop(f"stack {name} is in state {status}: an administrator has to look at it")
        changes = self.propose(stack, "CREATE" if status == "REVIEW_IN_PROGRESS" else "UPDATE")
        if changes is None:
            print(f"{name}: as it is")
        else:
            self.carry_out(name, changes)
        if stack["terminationProtection"] and not self.describe(name).get("EnableTerminationProtection"):
            self.cloudformation("update-termination-protection", "--enable-termination-protection", "--stack-name", name)

    def propose(self, stack, kind):
        """Makes a change set and gives its id, or None where nothing changes."""
        words = ["--stack-name", stack["stack"], "--change-set-type", kind, "--role-arn", self.role,
                 "--change-set-name", f"hipaac-{time.time_ns()}", *self.body(stack)]
        if stack["capabilities"]:
            words += ["--capabilities", *stack["capabilities"]]
        if stack.get("parameters"):
            given = [{"ParameterKey": k, "ParameterValue": v} for k, v in sorted(stack["parameters"].items())]
            words += ["--parameters", json.dumps(given)]
        changes = self.cloudformation("create-change-set", *words)["Id"]
        while True:
            seen = self.cloudformation("describe-change-set", "--change-set-name", changes, "--stack-name", stack["stack"])
            reason = seen.get("StatusReason", "")
            if seen["Status"] == "CREATE_COMPLETE":
                return changes
            if seen["Status"] == "FAILED":
                if "didn't contain changes" in reason or "No updates are to be performed" in reason:
                    self.cloudformation("delete-change-set", "--change-set-name", changes, "--stack-name", stack["stack"])
                    return None
                raise Stop(f"stack {stack['stack']}: CloudFormation refuses the change: {reason}")
            time.sleep(PAUSE)

    def body(self, stack):
        text = self.template(stack)
        if len(text) <= LONGEST_BODY:
            return ["--template-body", f"file://{self.folder / stack['template']}"]
        if not self.bucket:
            raise Stop(f"{stack['template']} is too long to be sent, and no bucket is known")
        key = f"templates/{stack['sha256']}.yaml"
        try:  # what is there under its digest is the same, and nobody may replace it
            self.aws("s3api", "put-object", "--bucket", self.bucket, "--key", key, "--if-none-match", "*",
                     "--body", str(self.folder / stack["template"]))
        except Stop as stop:
            if "PreconditionFailed" not in str(stop):
                raise
        return ["--template-url", f"https://{self.bucket}.s3.{self.region}.amazonaws.com/{key}"]

    def carry_out(self, name, changes):
        self.cloudformation("execute-change-set", "--change-set-name", changes, "--stack-name", name)
        while True:
            now = self.describe(name) or {"StackStatus": "DELETE_COMPLETE", "ChangeSetId": changes}
            status = now["StackStatus"]
            # Just after the call, a stack may still tell how the change before this one ended.
            if not status.endswith("_IN_PROGRESS") and now.get("ChangeSetId") == changes:
                break
            time.sleep(PAUSE)
        if status not in DONE:
            raise Stop(f"stack {name} failed and is in state {status}: {self.cause(name)}")
        print(f"{name}: {status}")

    def cause(self, name):
        """The first thing that failed in the last operation; what failed after it is mostly its victim."""
        first = "see its events"
        for event in self.cloudformation("describe-stack-events", "--stack-name", name, "--max-items", "300")["StackEvents"]:
            whole = event["PhysicalResourceId"] == event["StackId"]
            if whole and event["ResourceStatus"] in ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS"):
                break
            if event["ResourceStatus"].endswith("_FAILED"):
                first = f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}"
        return first


def same(golden, build):
    """Refuses to deploy anything but what was reviewed and what the specs lead to."""
    def content(folder):
        return {p.name: p.read_bytes() for p in folder.iterdir()} if folder.is_dir() else {}
    reviewed, built = content(golden), content(build)
    if not reviewed or reviewed != built:
        names = sorted(n for n in reviewed.keys() | built.keys() if reviewed.get(n) != built.get(n))
        raise Stop(f"{golden} and {build} differ or are empty ({', '.join(names) or 'no files'}): what is deployed must be reviewed")


def main(spec):
    golden = pathlib.Path("golden") / spec
    same(golden, pathlib.Path("build") / spec)
    environment = Environment(golden)
    environment.check_account()
    stacks = [s for s in environment.manifest["stacks"] if not s.get("product")]
    for stack in (s for s in stacks if s["blueprint"] == "delivery"):
        environment.check_rights(stack)
    for stack in (s for s in stacks if s["blueprint"] != "delivery"):
        environment.deploy(stack)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python3 ci/deploy.py SPEC")
    try:
        main(sys.argv[1])
    except Stop as stop:
        sys.exit(f"deploy: {stop}")
