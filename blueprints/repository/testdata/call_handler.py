"""Calls the handler of approval.py against a pretended CodeCommit and CloudFormation, and prints what it did as JSON, one result for each
scenario.

Arguments: the handler's file. Standard input: [{"event": …, "templates": {name: {"owner": …, "content": …, "repositories": […]}},
"broken": {call: how often it fails}}]. Templates are changed as CodeCommit would, one repository on a page.
"""
import io
import json
import runpy
import sys
import time
import types
import urllib.request
from contextlib import redirect_stdout


class Missing(Exception):
    pass


def play(scenario):
    broken, calls, answers, templates = scenario["broken"], [], [], scenario["templates"]

    def failing(call):
        calls.append(call)
        if broken.get(call, 0) > 0:
            broken[call] -= 1
            raise RuntimeError(f"{call} is broken")

    class CodeCommit:
        exceptions = types.SimpleNamespace(ApprovalRuleTemplateDoesNotExistException=Missing)

        def get_approval_rule_template(self, approvalRuleTemplateName):
            failing("get")
            if approvalRuleTemplateName not in templates:
                raise Missing()
            have = templates[approvalRuleTemplateName]
            return {"approvalRuleTemplate": {"approvalRuleTemplateDescription": have["owner"], "approvalRuleTemplateContent": have["content"]}}

        def create_approval_rule_template(self, approvalRuleTemplateName, approvalRuleTemplateContent, approvalRuleTemplateDescription):
            failing("create")
            templates[approvalRuleTemplateName] = {
                "owner": approvalRuleTemplateDescription, "content": approvalRuleTemplateContent, "repositories": []}

        def update_approval_rule_template_content(self, approvalRuleTemplateName, newRuleContent):
            failing("update")
            templates[approvalRuleTemplateName]["content"] = newRuleContent

        def list_repositories_for_approval_rule_template(self, approvalRuleTemplateName, nextToken="0"):
            names, at = templates[approvalRuleTemplateName]["repositories"], int(nextToken)
            page = {"repositoryNames": names[at:at + 1]}
            return {**page, "nextToken": str(at + 1)} if len(names) > at + 1 else page

        def associate_approval_rule_template_with_repository(self, approvalRuleTemplateName, repositoryName):
            failing(f"associate {repositoryName}")
            templates[approvalRuleTemplateName]["repositories"].append(repositoryName)

        def disassociate_approval_rule_template_from_repository(self, approvalRuleTemplateName, repositoryName):
            failing(f"disassociate {repositoryName}")
            templates[approvalRuleTemplateName]["repositories"].remove(repositoryName)

        def delete_approval_rule_template(self, approvalRuleTemplateName):
            failing("delete")
            if templates[approvalRuleTemplateName]["repositories"]:
                raise RuntimeError("in use")
            del templates[approvalRuleTemplateName]

    def urlopen(request, timeout):
        failing("answer")
        answers.append({"url": request.full_url, "method": request.get_method(), "body": json.loads(request.data)})
        return io.BytesIO()

    sys.modules["boto3"] = types.SimpleNamespace(client=lambda service: {"codecommit": CodeCommit}[service]())
    urllib.request.urlopen = urlopen
    time.sleep = lambda seconds: calls.append(f"sleep {seconds}")
    log, raised = io.StringIO(), ""
    with redirect_stdout(log):
        try:
            runpy.run_path(sys.argv[1])["handler"](scenario["event"], None)
        except Exception as error:
            raised = str(error)
    return {"calls": calls, "answers": answers, "log": log.getvalue(), "raised": raised, "templates": templates}


json.dump([play(scenario) for scenario in json.load(sys.stdin)], sys.stdout)
