package fargate

import (
	"github.com/awslabs/goformation/v7/cloudformation/ecs"
	"github.com/awslabs/goformation/v7/cloudformation/iam"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// sessionLogs is the logical id of the log group with the records of sessions in containers.
const sessionLogs = "SessionLogs"

// addCluster adds the cluster and the log group to which it reports. Sessions are off, or encrypted with a key and recorded.
func (a *application) addCluster() {
	// Made here, the group has a key and a retention; made by ECS, it would have neither. It holds figures, in which nothing is masked.
	insights := guard.ServiceLogGroup(a.Stack, "InsightLogs", "/aws/ecs/containerinsights/"+a.name+"/performance", a.cfg.LogDays, guard.Flow).From("logDays")
	sessions := &ecs.Cluster_ExecuteCommandConfiguration{Logging: ptr("NONE")}
	if a.cfg.Exec {
		group := guard.LogGroup(a.Stack, sessionLogs, "sessions", a.cfg.SessionLogDays, guard.Audit).From("sessionLogDays")
		sessions = &ecs.Cluster_ExecuteCommandConfiguration{
			KmsKeyId: ptr(a.KeyArn(blueprints.MessagesKey)), Logging: ptr("OVERRIDE"),
			LogConfiguration: &ecs.Cluster_ExecuteCommandLogConfiguration{
				CloudWatchLogGroupName: ptr(group.Ref()), CloudWatchEncryptionEnabled: ptr(true),
			},
		}
	}
	a.cluster = a.Add("Cluster", &ecs.Cluster{
		ClusterName:     &a.name,
		ClusterSettings: []ecs.Cluster_ClusterSettings{{Name: ptr("containerInsights"), Value: ptr("enhanced")}},
		Configuration:   &ecs.Cluster_ClusterConfiguration{ExecuteCommandConfiguration: sessions},
	}).DependsOn(insights).
		With("Configuration.ManagedStorageConfiguration", map[string]any{
			"FargateEphemeralStorageKmsKeyId": a.KeyArn(blueprints.DataKey),
		})
	a.Export("ClusterName", a.cluster.Ref(), "The cluster, for sessions and for running a task by hand")
}

// addRights gives the role of the application what this stack adds to it: its queue, and the channel of sessions.
func (a *application) addRights() {
	var rights []guard.Statement
	if a.cfg.Exec {
		group := blueprints.GetAtt(sessionLogs, "Arn")
		rights = append(rights,
			guard.Statement{Sid: "OpenSessions", Effect: "Allow", Resource: []string{"*"}, Action: []string{
				"ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel",
			}},
			guard.Statement{Sid: "FindLogGroup", Effect: "Allow", Action: []string{"logs:DescribeLogGroups"}, Resource: []string{"*"}},
			guard.Statement{Sid: "RecordSessions", Effect: "Allow", Resource: []string{group},
				Action: []string{"logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"}},
			guard.Statement{Sid: "DecryptSessions", Effect: "Allow", Action: []string{"kms:Decrypt"}, Resource: []string{a.KeyArn(blueprints.MessagesKey)},
				Condition: guard.Condition{"Null": {"kms:EncryptionContext:aws:ssm:SessionId": {"false"}}}})
	}
	if a.queue != nil {
		rights = append(rights,
			guard.Statement{Sid: "UseQueue", Effect: "Allow", Resource: []string{a.queue.Arn()}, Action: []string{
				"sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ReceiveMessage", "sqs:SendMessage",
			}},
			guard.Statement{Sid: "UseKeyOfQueue", Effect: "Allow", Action: []string{"kms:Decrypt", "kms:GenerateDataKey"},
				Resource: []string{a.KeyArn(blueprints.MessagesKey)}, Condition: guard.Through("sqs")})
	}
	if len(rights) == 0 {
		return
	}
	a.ready = append(a.ready, a.Add("ApplicationRights", &iam.ManagedPolicy{
		PolicyDocument: guard.Document(rights...),
		Roles:          []string{a.Import("access", "WorkloadRoleName")},
	}))
}
