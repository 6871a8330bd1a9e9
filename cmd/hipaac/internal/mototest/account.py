"""What an account records, watches and lets people do."""

from types import SimpleNamespace

from botocore.exceptions import ClientError
from kind import Kind, again, gone, logical, made_by, nothing, put


def trail(r):
    r.name_for("TrailName")
    renamed = {
        "Name": r.props["TrailName"], "KmsKeyId": r.props.get("KMSKeyId"), "TagsList": r.props.get("Tags", []),
        "CloudWatchLogsLogGroupArn": r.props.get("CloudWatchLogsLogGroupArn"), "CloudWatchLogsRoleArn": r.props.get("CloudWatchLogsRoleArn"),
    }
    own = ("TrailName", "KMSKeyId", "Tags", "IsLogging", "AdvancedEventSelectors", "EventSelectors", "InsightSelectors", "CloudWatchLogsLogGroupArn", "CloudWatchLogsRoleArn")
    r.call("cloudtrail.create_trail", r.props, drop=own, **{k: v for k, v in renamed.items() if v})
    if r.props.get("IsLogging"):
        r.call("cloudtrail.start_logging", Name=r.props["TrailName"])
    if "AdvancedEventSelectors" in r.props:
        r.call("cloudtrail.put_event_selectors", TrailName=r.props["TrailName"], AdvancedEventSelectors=r.props["AdvancedEventSelectors"])
    if "InsightSelectors" in r.props:
        r.call("cloudtrail.put_insight_selectors", TrailName=r.props["TrailName"], InsightSelectors=r.props["InsightSelectors"])
    return r.props["TrailName"]


def log_group(r):
    r.name_for("LogGroupName")
    r.call("logs.create_log_group", r.props, drop=("RetentionInDays", "DataProtectionPolicy", "LogGroupClass"))
    retention(r)
    return r.props["LogGroupName"]


def retention(r):
    if "RetentionInDays" in r.props:
        r.call("logs.put_retention_policy", LogGroupName=r.props["LogGroupName"], RetentionInDays=r.props["RetentionInDays"])


def recorder(r):
    r.name_for("Name")
    r.call("config.put_configuration_recorder", ConfigurationRecorder={"name": r.props["Name"], "roleARN": r.props["RoleARN"], "recordingGroup": r.props["RecordingGroup"]})
    return r.props["Name"]


def channel(r):
    r.name_for("Name")
    r.call("config.put_delivery_channel", DeliveryChannel=r.props)
    running = r.call("config.describe_configuration_recorders")["ConfigurationRecorders"]
    r.call("config.start_configuration_recorder", ConfigurationRecorderName=running[0]["name"])  # as CloudFormation does once both are there
    return r.props["Name"]


def stop(r):
    r.call("config.stop_configuration_recorder", ConfigurationRecorderName=r.id)
    r.call("config.delete_configuration_recorder", ConfigurationRecorderName=r.id)


def group(r):
    r.name_for("GroupName")
    r.call("iam.create_group", GroupName=r.props["GroupName"])
    for arn in r.props.get("ManagedPolicyArns", []):
        r.call("iam.attach_group_policy", GroupName=r.props["GroupName"], PolicyArn=arn)
    return r.props["GroupName"]


def ungroup(r):
    for arn in r.props.get("ManagedPolicyArns", []):
        r.call("iam.detach_group_policy", GroupName=r.id, PolicyArn=arn)
    r.call("iam.delete_group", GroupName=r.id)


def members(verb):
    def act(r):
        for user in r.props["Users"]:
            r.call(f"iam.{verb}", GroupName=r.props["GroupName"], UserName=user)
        return logical(r)

    return act


def attach(r):
    """moto's model attaches no policies."""
    now = {p["PolicyArn"] for p in r.call("iam.list_attached_role_policies", RoleName=r.id)["AttachedPolicies"]}
    wanted = set(r.props.get("ManagedPolicyArns", []))
    for arn in wanted - now:
        try:
            r.call("iam.attach_role_policy", RoleName=r.id, PolicyArn=arn)
        except ClientError as why:
            if ":iam::aws:policy/" not in arn or "NoSuchEntity" not in str(why):
                raise
            r.unknown.append(f"{arn.rsplit('/', 1)[1]}, a policy of AWS that moto does not know")
    r.attached = wanted


def role_update(r):
    r.call("iam.update_assume_role_policy", RoleName=r.id, PolicyDocument=r.props["AssumeRolePolicyDocument"])
    r.call("iam.update_role", RoleName=r.id, Description=r.props.get("Description", ""), MaxSessionDuration=r.props.get("MaxSessionDuration", 3600))
    before = r.attached
    attach(r)
    for arn in before - r.attached:
        r.call("iam.detach_role_policy", RoleName=r.id, PolicyArn=arn)


def role_delete(r):
    for policy in r.call("iam.list_attached_role_policies", RoleName=r.id)["AttachedPolicies"]:
        r.call("iam.detach_role_policy", RoleName=r.id, PolicyArn=policy["PolicyArn"])
    r.call("iam.delete_role", RoleName=r.id)


def managed_policy_delete(r):
    for role in r.call("iam.list_entities_for_policy", PolicyArn=r.id)["PolicyRoles"]:
        r.call("iam.detach_role_policy", RoleName=role["RoleName"], PolicyArn=r.id)
    for version in r.call("iam.list_policy_versions", PolicyArn=r.id)["Versions"]:
        if not version["IsDefaultVersion"]:
            r.call("iam.delete_policy_version", PolicyArn=r.id, VersionId=version["VersionId"])
    r.call("iam.delete_policy", PolicyArn=r.id)


def managed_policy_update(r):
    r.call("iam.create_policy_version", PolicyArn=r.id, PolicyDocument=r.props["PolicyDocument"], SetAsDefault=True)


def user_pool(r):
    r.name_for("UserPoolName")
    own = ("UserPoolName", "EnabledMfas", "KeyConfiguration")
    pool = r.call("cognito-idp.create_user_pool", r.props, drop=own, PoolName=r.props["UserPoolName"])["UserPool"]["Id"]
    if "SOFTWARE_TOKEN_MFA" in r.props.get("EnabledMfas", []):
        r.call("cognito-idp.set_user_pool_mfa_config", UserPoolId=pool, SoftwareTokenMfaConfiguration={"Enabled": True}, MfaConfiguration=r.props["MfaConfiguration"])
    return pool


def domain(r):
    r.call("cognito-idp.create_user_pool_domain", r.props)
    return r.props["Domain"]


def cluster(r):
    r.name_for("ClusterName")
    r.call("ecs.create_cluster", r.props, drop=("ClusterSettings",), settings=r.props.get("ClusterSettings", []))
    return r.props["ClusterName"]


def task(r):
    volumes = [{"name": v["Name"]} for v in r.props.get("Volumes", [])]
    return r.call("ecs.register_task_definition", r.props, drop=("Volumes",), volumes=volumes)["taskDefinition"]["taskDefinitionArn"]


def service_update(r):
    fixed = ("Tags", "LaunchType", "ServiceName", "Role")
    r.call("ecs.update_service", r.props, drop=fixed, service=r.id)


def certificate(r):
    return r.call("acm.request_certificate", r.props, drop=("DomainValidationOptions",))["CertificateArn"]


def environment(r):
    r.name_for("EnvironmentName")
    r.call("elasticbeanstalk.create_environment", r.props)
    return r.props["EnvironmentName"]


def permission(r):
    r.call("lambda.add_permission", r.props, StatementId=logical(r))
    return logical(r)


def project(r):
    """moto wants a place even of what comes through a pipeline, which AWS ignores."""
    given = r.props.without("Visibility")
    for part in ("Source", "Artifacts"):
        if given[part]["Type"] == "CODEPIPELINE":
            given[part] = {"Location": "pipeline"} | given[part]
    r.call("codebuild.create_project", given)
    return r.props["Name"]


def pipeline(r):
    given = r.props.without("Tags")
    r.call("codepipeline.create_pipeline", Pipeline=given, Tags=r.props.get("Tags", []))
    return r.props["Name"]


def run_function(event):
    """What the function behind a custom resource does, in this process: it sees a boto3 that talks to moto, and no network else."""

    def run(r):
        source = next(m for m in r.stack.made.values() if m.resource_type == "AWS::Lambda::Function" and m.object.get_cfn_attribute("Arn") == r.props["ServiceToken"])
        said = {}
        names = {"__name__": "function"}
        exec(source.body["Properties"]["Code"]["ZipFile"], names)
        names["boto3"] = SimpleNamespace(client=lambda service: r.client(service))
        names["time"] = SimpleNamespace(sleep=lambda seconds: None)
        names["answer"] = lambda event, name, status, reason, *rest: said.update(id=name, status=status, reason=reason)
        properties = {k: str(v) if isinstance(v, int) else v for k, v in r.props.items()}
        names["handler"]({"RequestType": event, "ResourceProperties": properties, **({"PhysicalResourceId": r.id} if r.id else {})}, None)
        if said["status"] != "SUCCESS":
            raise RuntimeError(said["reason"])
        return said["id"]

    return run


def stack_set(r):
    """Instances go to the accounts of an organization; the emulator has none, so that the set stays empty."""
    own = ("StackInstancesGroup", "OperationPreferences")
    r.call("cloudformation.create_stack_set", r.props, drop=own)
    return r.call("cloudformation.describe_stack_set", StackSetName=r.props["StackSetName"])["StackSet"]["StackSetId"]


KINDS = {
    "Custom::EmptyDefaultSecurityGroup": Kind(run_function("Create"), update=run_function("Update"), delete=run_function("Delete")),
    "AWS::CloudTrail::Trail": Kind(trail, delete=gone("cloudtrail.delete_trail", "Name"), attributes={"Arn": lambda r: r.arn("cloudtrail", f"trail/{r.id}")}),
    "AWS::CloudWatch::Alarm": Kind(put("cloudwatch.put_metric_alarm", "AlarmName"), update=again("cloudwatch.put_metric_alarm", "AlarmName"), delete=lambda r: r.call("cloudwatch.delete_alarms", AlarmNames=[r.id])),
    "AWS::Logs::LogGroup": Kind(
        log_group, update=retention, delete=gone("logs.delete_log_group", "LogGroupName"), attributes={"Arn": lambda r: r.arn("logs", f"log-group:{r.id}:*")}),
    "AWS::Logs::MetricFilter": Kind(
        put("logs.put_metric_filter", "FilterName"), update=again("logs.put_metric_filter", "FilterName"),
        delete=lambda r: r.call("logs.delete_metric_filter", FilterName=r.id, LogGroupName=r.props["LogGroupName"])),
    "AWS::Config::ConfigurationRecorder": Kind(recorder, update=recorder, delete=stop),
    "AWS::Config::DeliveryChannel": Kind(channel, update=channel, delete=nothing),
    "AWS::GuardDuty::Detector": Kind(made_by("guardduty.create_detector", "DetectorId"), delete=gone("guardduty.delete_detector", "DetectorId")),
    "AWS::SecurityHub::Hub": Kind(
        lambda r: r.call("securityhub.enable_security_hub", r.props, drop=("AutoEnableControls",)) and r.arn("securityhub", "hub/default"),
        delete=lambda r: r.call("securityhub.disable_security_hub")),
    "AWS::Macie::Session": Kind(lambda r: r.call("macie2.enable_macie", r.props) and r.account, delete=lambda r: r.call("macie2.disable_macie")),
    "AWS::RAM::ResourceShare": Kind(made_by("ram.create_resource_share", "resourceShare.resourceShareArn"), delete=gone("ram.delete_resource_share", "resourceShareArn")),
    "AWS::IAM::Group": Kind(group, delete=ungroup, attributes={"Arn": lambda r: r.arn("iam", f"group/{r.id}", region="")}),
    "AWS::IAM::UserToGroupAddition": Kind(members("add_user_to_group"), delete=members("remove_user_from_group")),
    "AWS::IAM::Role": Kind(after=attach, update=role_update, delete=role_delete),
    "AWS::IAM::ManagedPolicy": Kind(update=managed_policy_update, delete=managed_policy_delete),
    "AWS::Lambda::Permission": Kind(permission, delete=lambda r: r.call("lambda.remove_permission", FunctionName=r.props["FunctionName"], StatementId=r.id)),
    "AWS::Cognito::UserPool": Kind(
        user_pool, delete=gone("cognito-idp.delete_user_pool", "UserPoolId"),
        attributes={
            "Arn": lambda r: r.arn("cognito-idp", f"userpool/{r.id}"), "ProviderURL": lambda r: f"https://cognito-idp.{r.region}.amazonaws.com/{r.id}",
        }),
    "AWS::Cognito::UserPoolClient": Kind(
        made_by("cognito-idp.create_user_pool_client", "UserPoolClient.ClientId"),
        delete=lambda r: r.call("cognito-idp.delete_user_pool_client", ClientId=r.id, UserPoolId=r.props["UserPoolId"])),
    "AWS::Cognito::UserPoolDomain": Kind(domain, delete=lambda r: r.call("cognito-idp.delete_user_pool_domain", Domain=r.id, UserPoolId=r.props["UserPoolId"])),
    "AWS::CertificateManager::Certificate": Kind(certificate, delete=gone("acm.delete_certificate", "CertificateArn")),
    "AWS::ElasticBeanstalk::Application": Kind(put("elasticbeanstalk.create_application", "ApplicationName"), delete=gone("elasticbeanstalk.delete_application", "ApplicationName")),
    "AWS::ElasticBeanstalk::Environment": Kind(environment, delete=nothing),
    "AWS::CodeBuild::Project": Kind(project, delete=gone("codebuild.delete_project", "Name"), attributes={"Arn": lambda r: r.arn("codebuild", f"project/{r.id}")}),
    "AWS::ECS::Cluster": Kind(cluster, delete=gone("ecs.delete_cluster", "cluster")),
    "AWS::ECS::TaskDefinition": Kind(task, delete=gone("ecs.deregister_task_definition", "taskDefinition")),
    "AWS::ECS::Service": Kind(
        made_by("ecs.create_service", "service.serviceArn"), update=service_update,
        delete=lambda r: r.call("ecs.delete_service", cluster=r.props["Cluster"], service=r.id, force=True), attributes={"Name": lambda r: r.id.rsplit("/", 1)[1]}),
    "AWS::CodePipeline::Pipeline": Kind(pipeline, delete=gone("codepipeline.delete_pipeline", "Name")),
    "AWS::CodeCommit::Repository": Kind(
        lambda r: r.call("codecommit.create_repository", r.props)["repositoryMetadata"]["repositoryId"],
        delete=lambda r: r.call("codecommit.delete_repository", repositoryName=r.props["RepositoryName"]),
        attributes={
            "Arn": lambda r: r.arn("codecommit", r.props["RepositoryName"]), "Name": lambda r: r.props["RepositoryName"],
            "CloneUrlHttp": lambda r: f"https://git-codecommit.{r.region}.amazonaws.com/v1/repos/{r.props['RepositoryName']}",
        }),
    "AWS::ServiceCatalog::Portfolio": Kind(lambda r: r.call("servicecatalog.create_portfolio", r.props, IdempotencyToken=logical(r))["PortfolioDetail"]["Id"], delete=gone("servicecatalog.delete_portfolio", "Id")),
    "AWS::ServiceCatalog::CloudFormationProduct": Kind(
        lambda r: r.call(
            "servicecatalog.create_product", r.props, drop=("ReplaceProvisioningArtifacts", "ProvisioningArtifactParameters"),
            ProvisioningArtifactParameters=r.props["ProvisioningArtifactParameters"][0], IdempotencyToken=logical(r),
        )["ProductViewDetail"]["ProductViewSummary"]["ProductId"],
        delete=gone("servicecatalog.delete_product", "Id")),
    "AWS::CloudFormation::StackSet": Kind(
        stack_set, delete=lambda r: r.call("cloudformation.delete_stack_set", StackSetName=r.props["StackSetName"]), attributes={"StackSetId": lambda r: r.id}),
}
