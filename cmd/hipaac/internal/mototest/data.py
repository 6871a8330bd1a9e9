"""What holds data or keeps it: buckets, databases, keys, back-ups, queues and topics."""

import json

from kind import Kind, again, gone, joined, made_by, nothing, put
from moto.rds.models import rds_backends


def bucket(r):
    r.name_for("BucketName", lower=True)
    place = {} if r.region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": r.region}}
    r.call("s3.create_bucket", Bucket=r.props["BucketName"], ObjectLockEnabledForBucket=r.props.get("ObjectLockEnabled", False), **place)
    return r.props["BucketName"]


def bucket_settings(r):
    """Each setting of a bucket is a call of its own, and spelled in its own way."""
    p = r.props
    settings = {
        "VersioningConfiguration": ("put_bucket_versioning", "VersioningConfiguration", lambda v: v),
        "PublicAccessBlockConfiguration": ("put_public_access_block", "PublicAccessBlockConfiguration", lambda v: v),
        "OwnershipControls": ("put_bucket_ownership_controls", "OwnershipControls", lambda v: v),
        "BucketEncryption": ("put_bucket_encryption", "ServerSideEncryptionConfiguration", encryption),
        "CorsConfiguration": ("put_bucket_cors", "CORSConfiguration", cors),
        "LifecycleConfiguration": ("put_bucket_lifecycle_configuration", "LifecycleConfiguration", lambda v: {"Rules": [lifecycle(rule) for rule in v["Rules"]]}),
        "ObjectLockConfiguration": ("put_object_lock_configuration", "ObjectLockConfiguration", lambda v: v),
        "Tags": ("put_bucket_tagging", "Tagging", lambda v: {"TagSet": v}),
    }
    for name, (operation, member, spelled) in settings.items():
        if name in p:
            r.call(f"s3.{operation}", {member: spelled(p[name])}, Bucket=r.id)


def encryption(wanted):
    rules = []
    for rule in wanted["ServerSideEncryptionConfiguration"]:
        rules.append({"ApplyServerSideEncryptionByDefault" if k == "ServerSideEncryptionByDefault" else k: v for k, v in rule.items() if k != "BlockedEncryptionTypes"})
    return {"Rules": rules}


def cors(wanted):
    spelled = {"MaxAge": "MaxAgeSeconds", "Id": "ID", "ExposedHeaders": "ExposeHeaders"}
    return {"CORSRules": [{spelled.get(k, k): v for k, v in rule.items()} for rule in wanted["CorsRules"]]}


def lifecycle(rule):
    """CloudFormation spells rules in its own way."""
    out = {"ID": rule["Id"], "Status": rule["Status"], "Filter": {"Prefix": rule.get("Prefix", "")}}
    if "ExpirationInDays" in rule:
        out["Expiration"] = {"Days": rule["ExpirationInDays"]}
    if rule.get("ExpiredObjectDeleteMarker"):
        out["Expiration"] = {"ExpiredObjectDeleteMarker": True}
    if "Transitions" in rule:
        out["Transitions"] = [{"Days": t["TransitionInDays"], "StorageClass": t["StorageClass"]} for t in rule["Transitions"]]
    if "NoncurrentVersionExpiration" in rule:
        out["NoncurrentVersionExpiration"] = {k: v for k, v in rule["NoncurrentVersionExpiration"].items()}
    if "AbortIncompleteMultipartUpload" in rule:
        out["AbortIncompleteMultipartUpload"] = rule["AbortIncompleteMultipartUpload"]
    return out


def policy(r):
    r.call("s3.put_bucket_policy", Bucket=r.props["Bucket"], Policy=r.props["PolicyDocument"])
    return r.props["Bucket"]


def key(r):
    tags = [{"TagKey": t["Key"], "TagValue": t["Value"]} for t in r.props.get("Tags", [])]
    made = r.call("kms.create_key", Policy=r.props["KeyPolicy"], Description=r.props.get("Description", ""), Tags=tags)["KeyMetadata"]["KeyId"]
    if r.props.get("EnableKeyRotation"):
        r.call("kms.enable_key_rotation", KeyId=made, RotationPeriodInDays=r.props.get("RotationPeriodInDays", 365))
    return made


def key_update(r):
    r.call("kms.put_key_policy", KeyId=r.id, PolicyName="default", Policy=r.props["KeyPolicy"])
    r.call("kms.update_key_description", KeyId=r.id, Description=r.props.get("Description", ""))


SPELLED = {  # by CloudFormation, and by the API
    "PerformanceInsightsEnabled": "EnablePerformanceInsights", "PerformanceInsightsKmsKeyId": "PerformanceInsightsKMSKeyId",
    "EnableCloudwatchLogsExports": "EnableCloudwatchLogsExports", "VPCSecurityGroups": "VpcSecurityGroupIds",
}


def database(r, operation, drop=()):
    given = {SPELLED.get(k, k): v for k, v in r.props.without("MasterUserSecret", "DeleteAutomatedBackups", *drop).items()}
    if "MasterUserSecret" in r.props:
        given["MasterUserSecretKmsKeyId"] = r.props["MasterUserSecret"]["KmsKeyId"]
    r.call(f"rds.{operation}", given)


def cluster(r):
    r.name_for("DBClusterIdentifier", lower=True)
    database(r, "create_db_cluster")
    return r.props["DBClusterIdentifier"]


def cluster_update(r):
    database(r, "modify_db_cluster", ("Engine", "Tags", "StorageEncrypted", "KmsKeyId", "MasterUsername", "DatabaseName", "DBSubnetGroupName", "EngineLifecycleSupport"))


def described(r):
    return r.call("rds.describe_db_clusters", DBClusterIdentifier=r.id)["DBClusters"][0]


def remove_database(what):
    """Refused, as by AWS, while deletion protection is on; the last snapshot is part of the deletion."""

    def remove(r):
        last = {"SkipFinalSnapshot": True}
        if r.last_snapshot:
            last = {"SkipFinalSnapshot": False, "FinalDBSnapshotIdentifier": f"{r.stack_name}-snapshot-{r.name.rsplit('-', 1)[1]}".lower()}
        r.call(f"rds.delete_{what}", {IDENTIFIER[what]: r.id}, **last)

    return remove


IDENTIFIER = {"db_cluster": "DBClusterIdentifier", "db_instance": "DBInstanceIdentifier"}


def instance(r):
    r.name_for("DBInstanceIdentifier", lower=True)
    database(r, "create_db_instance")
    return r.props["DBInstanceIdentifier"]


def of_instance(*path):
    def attribute(r):
        found = r.call("rds.describe_db_instances", DBInstanceIdentifier=r.id)["DBInstances"][0]
        for step in path:
            found = found[step]
        return found

    return attribute


def group(operation, name, description):
    """A parameter or option group, named by CloudFormation."""

    def create(r):
        r.name_for(name, lower=True)
        r.call(operation, {name: r.props[name], **{k: r.props[v] for k, v in description.items()}, "Tags": r.props.get("Tags", [])})
        return r.props[name]

    return create


def parameters(what):
    def write(r):
        values = [{"ParameterName": k, "ParameterValue": v, "ApplyMethod": "pending-reboot"} for k, v in r.props.get("Parameters", {}).items()]
        for start in range(0, len(values), 20):
            r.call(f"rds.modify_{what}", {GROUP[what]: r.id}, Parameters=values[start : start + 20])

    return write


GROUP = {"db_cluster_parameter_group": "DBClusterParameterGroupName", "db_parameter_group": "DBParameterGroupName"}


def options(r):
    """moto's versions of MySQL end in 2022."""
    r.name_for("OptionGroupName", lower=True)
    r.call("rds.create_option_group", OptionGroupName=r.props["OptionGroupName"], EngineName=r.props["EngineName"], MajorEngineVersion="8.0",
           OptionGroupDescription=r.props["OptionGroupDescription"], Tags=r.props.get("Tags", []))
    made = rds_backends[r.account][r.region].option_groups[r.props["OptionGroupName"]]
    made.major_engine_version = r.props["MajorEngineVersion"]
    return r.props["OptionGroupName"]


def vault(r):
    r.name_for("BackupVaultName")
    r.call("backup.create_backup_vault", BackupVaultName=r.props["BackupVaultName"], BackupVaultTags=r.props.get("BackupVaultTags", {}), EncryptionKeyArn=r.props["EncryptionKeyArn"])
    if "LockConfiguration" in r.props:
        r.call("backup.put_backup_vault_lock_configuration", r.props["LockConfiguration"], BackupVaultName=r.props["BackupVaultName"])
    return r.props["BackupVaultName"]


def plan(r):
    wanted = dict(r.props["BackupPlan"])
    rules = wanted.pop("BackupPlanRule")
    wanted["Rules"] = [{{"TargetBackupVault": "TargetBackupVaultName"}.get(k, k): v for k, v in rule.items()} for rule in rules]
    return r.call("backup.create_backup_plan", BackupPlan=wanted, BackupPlanTags=r.props.get("BackupPlanTags", {}))["BackupPlanId"]


def queue_policy(r):
    for url in r.props["Queues"]:
        r.call("sqs.set_queue_attributes", QueueUrl=url, Attributes={"Policy": json.dumps(r.props["PolicyDocument"])})
    return f"{r.stack_name}-{r.logical_resource_id}"


def topic_policy(r):
    for arn in r.props["Topics"]:
        r.call("sns.set_topic_attributes", TopicArn=arn, AttributeName="Policy", AttributeValue=r.props["PolicyDocument"])
    return f"{r.stack_name}-{r.logical_resource_id}"


KINDS = {
    "AWS::S3::Bucket": Kind(
        bucket, after=bucket_settings, update=bucket_settings, delete=gone("s3.delete_bucket", "Bucket"), attributes={"Arn": lambda r: f"arn:{r.partition}:s3:::{r.id}"}),
    "AWS::S3::BucketPolicy": Kind(policy, update=policy, delete=lambda r: r.call("s3.delete_bucket_policy", Bucket=r.id)),
    "AWS::KMS::Key": Kind(
        key, update=key_update, delete=lambda r: r.call("kms.schedule_key_deletion", KeyId=r.id, PendingWindowInDays=r.props.get("PendingWindowInDays", 30)),
        attributes={"Arn": lambda r: r.arn("kms", f"key/{r.id}")}),
    "AWS::RDS::DBCluster": Kind(
        cluster, update=cluster_update,
        delete=remove_database("db_cluster"),
        attributes={
            "DBClusterResourceId": lambda r: described(r)["DbClusterResourceId"], "Endpoint.Address": lambda r: described(r)["Endpoint"],
            "ReadEndpoint.Address": lambda r: described(r)["ReaderEndpoint"], "MasterUserSecret.SecretArn": lambda r: described(r)["MasterUserSecret"]["SecretArn"],
        }),
    "AWS::RDS::DBInstance": Kind(
        instance, delete=remove_database("db_instance"),
        attributes={
            "DbiResourceId": of_instance("DbiResourceId"), "Endpoint.Address": of_instance("Endpoint", "Address"),
            "MasterUserSecret.SecretArn": of_instance("MasterUserSecret", "SecretArn"),
        }),
    "AWS::RDS::DBClusterParameterGroup": Kind(
        group("rds.create_db_cluster_parameter_group", "DBClusterParameterGroupName", {"DBParameterGroupFamily": "Family", "Description": "Description"}),
        after=parameters("db_cluster_parameter_group"), update=parameters("db_cluster_parameter_group"), delete=gone("rds.delete_db_cluster_parameter_group", "DBClusterParameterGroupName")),
    "AWS::RDS::DBParameterGroup": Kind(
        group("rds.create_db_parameter_group", "DBParameterGroupName", {"DBParameterGroupFamily": "Family", "Description": "Description"}),
        after=parameters("db_parameter_group"), update=parameters("db_parameter_group"), delete=gone("rds.delete_db_parameter_group", "DBParameterGroupName")),
    "AWS::RDS::OptionGroup": Kind(options, delete=gone("rds.delete_option_group", "OptionGroupName")),
    "AWS::RDS::DBSubnetGroup": Kind(
        group("rds.create_db_subnet_group", "DBSubnetGroupName", {"DBSubnetGroupDescription": "DBSubnetGroupDescription", "SubnetIds": "SubnetIds"}),
        delete=gone("rds.delete_db_subnet_group", "DBSubnetGroupName")),
    "AWS::RDS::EventSubscription": Kind(put("rds.create_event_subscription", "SubscriptionName"), delete=gone("rds.delete_event_subscription", "SubscriptionName")),
    "AWS::Backup::BackupVault": Kind(
        vault, delete=gone("backup.delete_backup_vault", "BackupVaultName"), attributes={"BackupVaultArn": lambda r: r.arn("backup", f"backup-vault:{r.id}")}),
    "AWS::Backup::BackupPlan": Kind(plan, delete=gone("backup.delete_backup_plan", "BackupPlanId")),
    "AWS::SNS::TopicPolicy": Kind(topic_policy, update=topic_policy, delete=nothing),
    "AWS::SNS::Subscription": Kind(made_by("sns.subscribe", "SubscriptionArn", ReturnSubscriptionArn=True), delete=gone("sns.unsubscribe", "SubscriptionArn")),
    "AWS::SQS::QueuePolicy": Kind(queue_policy, update=queue_policy, delete=nothing),
    "AWS::ApplicationAutoScaling::ScalableTarget": Kind(
        lambda r: r.call("application-autoscaling.register_scalable_target", r.props) and joined("ResourceId", "ScalableDimension", "ServiceNamespace")(r),
        update=lambda r: r.call("application-autoscaling.register_scalable_target", r.props),
        delete=lambda r: r.call("application-autoscaling.deregister_scalable_target", {k: r.props[k] for k in ("ResourceId", "ScalableDimension", "ServiceNamespace")})),
    "AWS::ApplicationAutoScaling::ScalingPolicy": Kind(lambda r: scaling(r, "put", r.props)["PolicyARN"], delete=lambda r: scaling(r, "delete", {"PolicyName": r.props["PolicyName"]})),
}


def scaling(r, verb, given):
    resource, dimension, service = r.props["ScalingTargetId"].split("|")
    return r.call(f"application-autoscaling.{verb}_scaling_policy", given, drop=("ScalingTargetId",), ResourceId=resource, ScalableDimension=dimension, ServiceNamespace=service)


KINDS["AWS::RDS::EventSubscription"].update = again("rds.modify_event_subscription", "SubscriptionName", drop=("SourceIds", "Tags"))
