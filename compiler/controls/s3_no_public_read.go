package controls

var s3NoPublicRead = &Control{
	ID:        "s3-no-public-read",
	Title:     "Buckets are not publicly readable",
	Tier:      Baseline,
	Severity:  Critical,
	Category:  "network",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"},
	Types:     []string{"AWS::S3::Bucket", "AWS::S3::BucketPolicy"},
	Why:       "public buckets are found by machines within hours, and a disclosure to the world is a breach that must be notified",
	Fix:       "set IgnorePublicAcls and RestrictPublicBuckets to true, and name principals or confine \"*\" by account, organization or network",
	Judge: func(c *Case) {
		openTo(c, reading, []string{"IgnorePublicAcls", "RestrictPublicBuckets"},
			[]string{"PublicRead", "PublicReadWrite", "AuthenticatedRead"}, "read objects")
	},
	Bad: []Example{`
Resources:
  Website:
    Type: AWS::S3::Bucket
    Properties:
      AccessControl: PublicRead  # fails
      PublicAccessBlockConfiguration:
        BlockPublicAcls: false
        IgnorePublicAcls: false  # fails
        RestrictPublicBuckets: true
`, `
# A referrer is what the caller says it is, and the second address range is everybody.
Resources:
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: clinic-documents
      PolicyDocument:
        Statement:
          - Effect: Allow  # fails
            Principal: "*"
            Action: s3:GetObject
            Resource: arn:aws:s3:::clinic-documents/*
            Condition: {StringLike: {aws:Referer: "https://clinic.example/*"}}
          - Effect: Allow  # fails
            Principal: {AWS: ["*"]}
            Action: s3:G*
            Resource: arn:aws:s3:::clinic-documents/*
            Condition: {IpAddress: {aws:SourceIp: [10.0.0.0/8, 0.0.0.0/0]}}
          - Effect: Allow  # fails
            NotPrincipal: {AWS: "arn:aws:iam::111122223333:root"}
            NotAction: s3:DeleteObject
            Resource: arn:aws:s3:::clinic-documents/*
`, `
# Wildcards that are easily overlooked, and conditions that any stranger meets.
Resources:
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: clinic-documents
      PolicyDocument:
        Statement:
          - {Effect: Allow, Principal: "*", Action: "s3:?etObject", Resource: "*"}  # fails
          - {Effect: Allow, Principal: {AWS: ["111122223333", "*"]}, Action: ["s3:PutObject", "s3:GetObject"], Resource: "*"}  # fails
          - {Effect: Allow, Principal: "*", Action: "*:*", Resource: "*"}  # fails
          - {Effect: Allow, Principal: "*", Action: "s3:GetObject", Resource: "*", Condition: {ArnLike: {aws:SourceArn: "arn:aws:s3:::*"}}}  # fails
          - {Effect: Allow, Principal: "*", Action: "s3:GetObject", Resource: "*", Condition: {ArnLike: {aws:PrincipalArn: "arn:aws:iam::*:role/reader"}}}  # fails
          - {Effect: Allow, Principal: "*", Action: "s3:GetObject", Resource: "*", Condition: {ArnLike: {aws:PrincipalArn: "arn:aws:*"}}}  # fails
          - {Effect: Allow, Principal: "*", Action: "s3:GetObject", Resource: "*", Condition: {StringLike: {aws:SourceVpce: "vpce-*"}}}  # fails
          - Effect: Allow  # fails
            Principal: "*"
            Action: s3:GetObject
            Resource: "*"
            Condition: {"ForAllValues:StringLike": {aws:PrincipalOrgPaths: "o-a1b2c3/*"}}
`},
	Good: []Example{`
Resources:
  Documents:
    Type: AWS::S3::Bucket
    Properties:
      PublicAccessBlockConfiguration: {BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true}
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Documents
      PolicyDocument:
        Statement:
          - {Effect: Deny, Principal: "*", Action: "s3:*", Resource: "*", Condition: {Bool: {aws:SecureTransport: "false"}}}
          - Effect: Allow
            Principal: "*"
            Action: s3:GetObject
            Resource: !Sub "${Documents.Arn}/*"
            Condition: {StringEquals: {aws:PrincipalOrgID: o-a1b2c3d4e5}}
          - Effect: Allow
            Principal: "*"
            Action: s3:PutObject
            Resource: !Sub "${Documents.Arn}/*"
`, `
Resources:
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: clinic-documents
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: "*"
            Action: s3:GetObject
            Resource: "*"
            Condition: {"ForAnyValue:StringLike": {aws:PrincipalOrgPaths: "o-a1b2c3/*"}}
          - Effect: Allow
            Principal: "*"
            Action: s3:GetObject
            Resource: "*"
            Condition: {ArnLike: {aws:PrincipalArn: !Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/*"}}
          - Effect: Allow
            Principal: "*"
            Action: s3:GetObject
            Resource: "*"
            Condition: {ArnLike: {aws:SourceArn: "arn:aws:s3:::clinic-*"}}
          - Effect: Allow
            Principal: "*"
            Action: s3:GetObject
            Resource: "*"
            Condition: {StringLike: {aws:SourceVpce: "vpce-0*"}}
`},
}
