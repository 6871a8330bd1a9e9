package compiler_test

// found are templates in the shape in which the mistakes were made, without their first line, "Resources:".
var found = []attempt{
	{1, "a secret key as an output", "hygiene-noecho-parameters", `
  Worker: {Type: "AWS::IAM::User"}
  WorkerKey: {Type: "AWS::IAM::AccessKey", Properties: {UserName: !Ref Worker}}
Outputs:
  Secret:
    Value: !GetAtt WorkerKey.SecretAccessKey  # here
`},
	{1, "an access key", "iam-no-access-key-resource", `
  Worker: {Type: "AWS::IAM::User"}
  WorkerKey: {Type: "AWS::IAM::AccessKey", Properties: {UserName: !Ref Worker}}  # here
`},
	{1, "a secret key as a variable", "hygiene-no-literal-secrets", `
  Worker: {Type: "AWS::IAM::User"}
  WorkerKey: {Type: "AWS::IAM::AccessKey", Properties: {UserName: !Ref Worker}}
  Application:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      OptionSettings:
        - Namespace: aws:elasticbeanstalk:application:environment
          OptionName: AWS__SecretKey
          Value: !GetAtt WorkerKey.SecretAccessKey  # here
`},
	{2, "a database open to the whole network", "net-sg-reference-not-cidr", `
  Database:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: database
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 5432, ToPort: 5432, CidrIp: 10.0.0.0/8}  # here
      SecurityGroupEgress: [{IpProtocol: "-1", CidrIp: 127.0.0.1/32}]
  Cluster: {Type: "AWS::RDS::DBCluster", Properties: {VpcSecurityGroupIds: [!Ref Database], StorageEncrypted: true}}
`},
	{3, "encryption for production only", "rds-storage-encrypted", `
  Records:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      StorageEncrypted: !If [IsProduction, true, false]  # here
Parameters:
  Environment: {Type: String, AllowedValues: [production, test]}
Conditions:
  IsProduction: !Equals [!Ref Environment, production]
`},
	{3, "a private database in production only", "rds-not-public", `
  Records:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      PubliclyAccessible: !FindInMap [ByStage, !Ref Environment, Public]  # here
Parameters:
  Environment: {Type: String, AllowedValues: [production, test]}
Mappings:
  ByStage: {production: {Public: false}, test: {Public: true}}
`},
	{4, "a threshold in another unit", "alarm-threshold-unit", `
  Slow:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/RDS
      MetricName: ReadLatency
      Statistic: Average
      Threshold: 10  # here
      ComparisonOperator: GreaterThanThreshold
      EvaluationPeriods: 1
`},
	{4, "an alarm that calls nobody", "alarm-has-actions", `
  Slow:  # here
    Type: AWS::CloudWatch::Alarm
    Properties: {Namespace: AWS/RDS, MetricName: ReadLatency, Statistic: Average, Period: 300, EvaluationPeriods: 1, ComparisonOperator: GreaterThanThreshold, Threshold: 0.01}
`},
	{5, "SSH open to the world", "sg-no-open-ssh", `
  Bastion:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: bastion
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}  # here
`},
	{5, "SSH open to the world in a network ACL", "net-nacl-no-world-admin", `
  Ssh:
    Type: AWS::EC2::NetworkAclEntry
    Properties:
      NetworkAclId: acl-1
      RuleNumber: 1
      Protocol: 6
      RuleAction: allow
      CidrBlock: 0.0.0.0/0  # here
      PortRange: {From: 22, To: 22}
`},
	{6, "a trail of one region", "cloudtrail-multi-region", `
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties:
      S3BucketName: logs
      IsLogging: true
      IsMultiRegionTrail: false  # here
`},
	{6, "a trail in clear text", "cloudtrail-encrypted", `
  Trail:  # here
    Type: AWS::CloudTrail::Trail
    Properties: {S3BucketName: logs, IsLogging: true, IsMultiRegionTrail: true, EnableLogFileValidation: true}
`},
	{6, "a trail that does not say who read", "cloudtrail-s3-data-events", `
  Trail:  # here
    Type: AWS::CloudTrail::Trail
    Properties: {S3BucketName: logs, IsLogging: true, IsMultiRegionTrail: true, Tags: [{Key: DataClassification, Value: phi}]}
`},
	{7, "a bucket of logs that forgets them", "retention-audit-six-years", `
  Logs:
    Type: AWS::S3::Bucket
    Properties:
      LifecycleConfiguration:
        Rules:
          - {Id: short, Status: Enabled, ExpirationInDays: 1000}  # here
      Tags: [{Key: DataClassification, Value: phi}]
  Trail: {Type: "AWS::CloudTrail::Trail", Properties: {S3BucketName: !Ref Logs, IsLogging: true}}
`},
	{8, "a trail forgotten after three months", "retention-log-groups-floor", `
  Log:
    Type: AWS::Logs::LogGroup
    Properties:
      RetentionInDays: 90  # here
      Tags: [{Key: DataClassification, Value: phi}]
  Trail: {Type: "AWS::CloudTrail::Trail", Properties: {S3BucketName: logs, IsLogging: true, CloudWatchLogsLogGroupArn: !GetAtt Log.Arn}}
`},
	{8, "backups forgotten after a week", "backup-plan-frequency-retention", `
  Plan:
    Type: AWS::Backup::BackupPlan
    Properties:
      BackupPlan:
        BackupPlanName: p
        BackupPlanRule:  # here
          - {RuleName: daily, TargetBackupVault: v, ScheduleExpression: "cron(0 5 * * ? *)", Lifecycle: {DeleteAfterDays: 7}}
`},
	{9, "production and development behind one route table", "net-separate-environments", `
  Production: {Type: "AWS::EC2::VPC", Properties: {CidrBlock: 172.17.0.0/16, Tags: [{Key: Environment, Value: production}, {Key: DataClassification, Value: phi}]}}
  Development: {Type: "AWS::EC2::VPC", Properties: {CidrBlock: 172.18.0.0/16, Tags: [{Key: Environment, Value: development}, {Key: DataClassification, Value: none}]}}
  Gateway: {Type: "AWS::EC2::TransitGateway", Properties: {DefaultRouteTableAssociation: disable, DefaultRouteTablePropagation: disable}}
  ProductionEnd: {Type: "AWS::EC2::TransitGatewayAttachment", Properties: {TransitGatewayId: !Ref Gateway, VpcId: !Ref Production, SubnetIds: [subnet-1]}}  # here
  DevelopmentEnd: {Type: "AWS::EC2::TransitGatewayAttachment", Properties: {TransitGatewayId: !Ref Gateway, VpcId: !Ref Development, SubnetIds: [subnet-2]}}
  Internal: {Type: "AWS::EC2::TransitGatewayRouteTable", Properties: {TransitGatewayId: !Ref Gateway}}
  ProductionIn: {Type: "AWS::EC2::TransitGatewayRouteTableAssociation", Properties: {TransitGatewayRouteTableId: !Ref Internal, TransitGatewayAttachmentId: !Ref ProductionEnd}}
  DevelopmentIn: {Type: "AWS::EC2::TransitGatewayRouteTableAssociation", Properties: {TransitGatewayRouteTableId: !Ref Internal, TransitGatewayAttachmentId: !Ref DevelopmentEnd}}
  ProductionKnown: {Type: "AWS::EC2::TransitGatewayRouteTablePropagation", Properties: {TransitGatewayRouteTableId: !Ref Internal, TransitGatewayAttachmentId: !Ref ProductionEnd}}
  DevelopmentKnown: {Type: "AWS::EC2::TransitGatewayRouteTablePropagation", Properties: {TransitGatewayRouteTableId: !Ref Internal, TransitGatewayAttachmentId: !Ref DevelopmentEnd}}
`},
	{9, "a transit gateway that joins everything", "transit-gateway-separates", `
  Gateway:  # here
    Type: AWS::EC2::TransitGateway
    Properties: {AutoAcceptSharedAttachments: disable}
`},
	{12, "a custom resource that ends the record of the account", "config-recorder-not-stopped", `
  Cleaner:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/r
      Code:
        ZipFile: |  # here
          import boto3
          def handler(event, context):
              if event["RequestType"] == "Delete":
                  boto3.client("config").delete_configuration_recorder(ConfigurationRecorderName="default")
`},
	{12, "a function that may end it", "config-recorder-not-stopped", `
  Cleaner:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}
      Policies:
        - PolicyName: config
          PolicyDocument:
            Statement:
              - Effect: Allow
                Resource: "*"
                Action: config:*  # here
`},
	{13, "an administrator's helper", "iam-no-admin-statements", `
  Helper:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}
      Policies:
        - PolicyName: all
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: "*", Resource: "*"}  # here
`},
	{13, "a build that may do everything", "iam-no-admin-statements", `
  Deploy: {Type: "AWS::CodeBuild::Project", Properties: {ServiceRole: !GetAtt Builder.Arn}}
  Builder:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: codebuild.amazonaws.com}, Action: "sts:AssumeRole"}]}
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"]  # here
`},
	{13, "a workflow of any repository", "iam-trust-policy-scoped", `
  Deployer:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Federated: !Sub "arn:aws:iam::${AWS::AccountId}:oidc-provider/token.actions.githubusercontent.com"}  # here
            Action: sts:AssumeRoleWithWebIdentity
            Condition: {StringEquals: {"token.actions.githubusercontent.com:aud": sts.amazonaws.com}}
`},
	{14, "clear text refused to the bucket, not to its objects", "s3-tls-only", `
  Documents: {Type: "AWS::S3::Bucket"}
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Documents
      PolicyDocument:  # here
        Statement: [{Effect: Deny, Principal: "*", Action: "s3:*", Resource: !GetAtt Documents.Arn, Condition: {Bool: {"aws:SecureTransport": "false"}}}]
`},
	{14, "clear text refused to the objects, not to their bucket", "s3-tls-only", `
  Documents: {Type: "AWS::S3::Bucket"}
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Documents
      PolicyDocument:  # here
        Statement: [{Effect: Deny, Principal: "*", Action: "s3:*", Resource: !Sub "${Documents.Arn}/*", Condition: {Bool: {"aws:SecureTransport": "false"}}}]
`},
	{15, "a bucket from which nobody may ever delete", "s3-deny-delete-exception", `
  Logs: {Type: "AWS::S3::Bucket", DeletionPolicy: Retain}
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Logs
      PolicyDocument:
        Statement:
          - Effect: Deny  # here
            Principal: "*"
            Action: "s3:Delete*"
            Resource: !Sub "${Logs.Arn}/*"
`},
	{16, "alarms in clear text", "sns-encrypted", `
  Alarms: {Type: "AWS::SNS::Topic"}  # here
  Root: {Type: "AWS::CloudWatch::Alarm", Properties: {AlarmActions: [!Ref Alarms], ComparisonOperator: GreaterThanThreshold, EvaluationPeriods: 1}}
`},
	{16, "what could not be delivered in clear text", "sqs-encrypted", `
  Undelivered:
    Type: AWS::SQS::Queue
    Properties:
      SqsManagedSseEnabled: false  # here
`},
	{17, "a key that stays as it is", "kms-rotation", `
  Key:  # here
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy: {Statement: [{Effect: Allow, Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}, Action: "kms:*", Resource: "*"}]}
`},
	{17, "a key that admits another service", "log-group-encrypted", `
  Key:
    Type: AWS::KMS::Key
    Properties:
      EnableKeyRotation: true
      KeyPolicy:  # here
        Statement:
          - {Effect: Allow, Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}, Action: "kms:*", Resource: "*"}
          - {Effect: Allow, Principal: {Service: rds.amazonaws.com}, Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"], Resource: "*"}
  Log: {Type: "AWS::Logs::LogGroup", Properties: {KmsKeyId: !GetAtt Key.Arn, RetentionInDays: 365}}
`},
	{18, "a guardrail that is attached to nothing", "org-policy-attached", `
  Guardrail:  # here
    Type: AWS::Organizations::Policy
    Properties: {Name: base-root, Type: SERVICE_CONTROL_POLICY, Content: {Statement: [{Effect: Deny, Action: "organizations:LeaveOrganization", Resource: "*"}]}}
`},
	{18, "a guardrail that names nobody", "org-policy-attached", `
  Guardrail:
    Type: AWS::Organizations::Policy
    Properties:
      Name: base-root
      Type: SERVICE_CONTROL_POLICY
      TargetIds: [r-a1b2]
      Content:
        Statement:
          - Effect: Deny
            Action: iam:CreateAccessKey
            Resource: arn:aws:iam:root  # here
`},
	{19, "objects without their owner's identity", "cognito-identity-own-objects", `
  SignedIn:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Federated: cognito-identity.amazonaws.com}, Action: "sts:AssumeRoleWithWebIdentity"}]}
      Policies:
        - PolicyName: objects
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: s3:*
                Resource: arn:aws:s3:::records/private/*  # here
`},
	{20, "personal data in the log of a trigger", "cognito-trigger-no-event-log", `
  Pool: {Type: "AWS::Cognito::UserPool", Properties: {LambdaConfig: {PostAuthentication: !GetAtt Trigger.Arn}}}
  Trigger:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/r
      Code:
        ZipFile: "exports.handler = async e => { console.log(event); return event }"  # here
`},
	{22, "HTTP that does not redirect", "alb-http-redirects-to-https", `
  Http:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: arn:x
      Port: 80
      Protocol: HTTP
      DefaultActions: [{Type: forward, TargetGroupArn: "arn:y"}]  # here
`},
	{22, "a TLS policy left to the default", "lbv2-tls-policy", `
  Https:  # here
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: {LoadBalancerArn: "arn:x", Port: 443, Protocol: HTTPS, Certificates: [{CertificateArn: "arn:z"}], DefaultActions: [{Type: forward, TargetGroupArn: "arn:y"}]}
`},
	{22, "clear text behind the load balancer", "targetgroup-encrypted", `
  Targets:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties:
      TargetType: ip
      Protocol: HTTP  # here
      Port: 8080
`},
	{22, "clear text to instances", "beanstalk-tls-to-instances", `
  Application:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      OptionSettings:  # here
        - {Namespace: "aws:elasticbeanstalk:environment", OptionName: LoadBalancerType, Value: application}
`},
	{23, "a store that goes with its stack", "hygiene-deletion-policy", `
  Cluster: {Type: "AWS::RDS::DBCluster", Properties: {StorageEncrypted: true}}  # here
`},
	{23, "a store that is deleted at once", "rds-cluster-deletion-protection", `
  Cluster:
    Type: AWS::RDS::DBCluster
    Properties:
      DeletionProtection: false  # here
`},
	{24, "the network that every account has", "beanstalk-private-instances", `
  Application:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      OptionSettings:  # here
        - {Namespace: "aws:autoscaling:launchconfiguration", OptionName: IamInstanceProfile, Value: aws-elasticbeanstalk-ec2-role}
`},
	{24, "an instance wherever there is room", "ec2-in-vpc", `
  Server: {Type: "AWS::EC2::Instance", Properties: {ImageId: ami-0abcdef1234567890}}  # here
`},
	{25, "another image tomorrow", "image-pinned", `
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Name: web
          User: "1000"
          Image: nginx:latest  # here
`},
	{25, "a retired platform", "runtimes-supported", `
  Application:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: records
      SolutionStackName: 64bit Amazon Linux 2 v2.2.9 running .NET Core  # here
`},
	{25, "an expired runtime", "runtimes-supported", `
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs12.x  # here
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/r
      Code: {ZipFile: x}
`},
	{26, "a pack that the network does not pass", "config-pack-passes-itself", `
  Gateway: {Type: "AWS::EC2::InternetGateway"}
  Out: {Type: "AWS::EC2::Route", Properties: {RouteTableId: rtb-1, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}}
  Pack:
    Type: AWS::Config::ConformancePack
    Properties:
      ConformancePackName: hipaa
      TemplateBody: |  # here
        Resources:
          Routes: {Type: "AWS::Config::ConfigRule", Properties: {ConfigRuleName: routes, Source: {Owner: AWS, SourceIdentifier: NO_UNRESTRICTED_ROUTE_TO_IGW}}}
`},
}
