package controls

var s3NoPublicWrite = &Control{
	ID:        "s3-no-public-write",
	Title:     "Buckets are not publicly writable",
	Tier:      Baseline,
	Severity:  Critical,
	Category:  "network",
	Citations: []string{"164.308(a)(3)(i)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"},
	Types:     []string{"AWS::S3::Bucket", "AWS::S3::BucketPolicy"},
	Why:       "whoever may write may replace records, plant files that others trust, or open the bucket further",
	Fix:       "set BlockPublicAcls and BlockPublicPolicy to true, and name principals or confine \"*\" by account, organization or network",
	Judge: func(c *Case) {
		openTo(c, writing, []string{"BlockPublicAcls", "BlockPublicPolicy"}, []string{"PublicReadWrite"}, "write objects or policies")
	},
	Bad: []Example{`
Resources:
  Uploads:
    Type: AWS::S3::Bucket
    Properties:
      AccessControl: PublicReadWrite  # fails
      PublicAccessBlockConfiguration:  # fails
        BlockPublicAcls: true
`, `
# Uploads from browsers, signed by nobody.
Resources:
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: clinic-uploads
      PolicyDocument:
        Statement:
          - Effect: Allow  # fails
            Principal: "*"
            Action: [s3:PutObject, s3:PutObjectAcl]
            Resource: arn:aws:s3:::clinic-uploads/incoming/*
          - Effect: Allow  # fails
            Principal: {AWS: "*"}
            Action: "*"
            Resource: arn:aws:s3:::clinic-uploads/*
            Condition: {StringLikeIfExists: {aws:PrincipalOrgID: o-a1b2c3d4e5}}
`},
	Good: []Example{`
Resources:
  Uploads:
    Type: AWS::S3::Bucket
    Properties:
      PublicAccessBlockConfiguration: {BlockPublicAcls: true, BlockPublicPolicy: true}
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Uploads
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {AWS: !Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/uploader"}
            Action: s3:PutObject
            Resource: !Sub "${Uploads.Arn}/*"
          - Effect: Allow
            Principal: "*"
            Action: s3:PutObject
            Resource: !Sub "${Uploads.Arn}/*"
            Condition: {StringEquals: {aws:SourceVpce: vpce-0123456789abcdef0}}
`},
}
