package auth

import (
	"fmt"

	"github.com/awslabs/goformation/v7/cloudformation/cognito"
	"github.com/awslabs/goformation/v7/cloudformation/iam"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// addObjects adds the identity pool, which turns a token of the web client into credentials of AWS, and the role that they act with.
func (a *auth) addObjects() {
	if a.cfg.Objects == nil {
		return
	}
	store, found := a.store()
	if !found {
		return
	}
	const from = "objects"
	identities := a.Add("IdentityPool", &cognito.IdentityPool{
		IdentityPoolName:               ptr(a.PhysicalName(a.Key)),
		AllowUnauthenticatedIdentities: false,
		// The older flow lets callers choose their own role and session.
		AllowClassicFlow: ptr(false),
		CognitoIdentityProviders: []cognito.IdentityPool_CognitoIdentityProvider{{
			ProviderName: a.pool.Att("ProviderName"), ClientId: a.web.Ref(),
			ServerSideTokenCheck: ptr(true), // somebody who was locked out gets no new credentials
		}},
	}).From(from)
	policy := a.Add("SignedInRolePolicy", &iam.ManagedPolicy{PolicyDocument: guard.Document(a.ownObjects(store)...)}).From(from).
		Say("${" + a.offer.identities + ":sub} is the identity of whoever is signed in. IAM fills it in, CloudFormation does not.")
	role := a.Add("SignedInRole", &iam.Role{
		AssumeRolePolicyDocument: guard.Document(guard.Statement{
			Effect: "Allow", Principal: guard.Principals{Federated: []string{a.offer.identities}},
			Action: []string{"sts:AssumeRoleWithWebIdentity"},
			Condition: guard.Condition{
				"StringEquals":           {a.offer.identities + ":aud": {identities.Ref()}},
				"ForAnyValue:StringLike": {a.offer.identities + ":amr": {"authenticated"}},
			},
		}),
		ManagedPolicyArns: []string{policy.Ref()},
	}).From(from)
	a.Add("IdentityPoolRoles", &cognito.IdentityPoolRoleAttachment{
		IdentityPoolId: identities.Ref(), Roles: map[string]string{"authenticated": role.Arn()},
	}).From(from)
	a.Export("IdentityPoolId", identities.Ref(), "id of the identity pool")
	a.Export("SignedInRoleArn", role.Arn(), "ARN of the role that signed-in people act with")
}

// ownObjects are the rights of somebody signed in: their own objects, and the key that encrypts them, through S3 only.
func (a *auth) ownObjects(store blueprints.Neighbour) rights {
	bucket := store.Import(a.bucketExport())
	mine := a.cfg.Objects.Prefix + "/${" + a.offer.identities + ":sub}/*"
	return rights{
		{Sid: "ListOwnObjects", Effect: "Allow", Action: []string{"s3:ListBucket"}, Resource: []string{bucket},
			Condition: guard.Condition{"StringLike": {"s3:prefix": {mine}}}},
		{Sid: "UseOwnObjects", Effect: "Allow", Action: []string{"s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"},
			Resource: []string{bucket + "/" + mine}},
		{Sid: "UseKeyOfObjects", Effect: "Allow", Action: []string{"kms:Decrypt", "kms:GenerateDataKey"}, Resource: []string{a.key()},
			Condition: guard.Condition{
				"StringEquals": {"kms:ViaService": {"s3." + blueprints.Region + ".amazonaws.com"}},
				// The bucket's ARN with a bucket key, the object's without.
				"StringLike": {"kms:EncryptionContext:aws:s3:arn": {bucket, bucket + "/" + mine}},
			}},
	}
}

// bucketExport is the name under which a storage stack exports the ARN of the bucket.
func (a *auth) bucketExport() string {
	return blueprints.LogicalName(a.cfg.Objects.Bucket) + "BucketArn"
}

// store is the storage stack that has the bucket. Exactly one must.
func (a *auth) store() (blueprints.Neighbour, bool) {
	var having []blueprints.Neighbour
	known, all := !a.Env.Unread, a.Neighbours("storage")
	for _, n := range all {
		known = known && n.Known()
		if n.Offers(a.bucketExport()) {
			having = append(having, n)
		}
	}
	if len(having) == 1 {
		return having[0], true
	}
	if !known {
		return blueprints.Neighbour{}, false // a storage stack has a mistake of its own, and may mean to have the bucket
	}
	name := a.cfg.Objects.Bucket
	switch {
	case len(all) == 0:
		a.Refuse(blueprints.Refusal{
			ID: "objects-without-storage", Path: "objects", Message: fmt.Sprintf("stack %q gives people objects of their own, and the environment has no storage", a.Key),
			Hint: fmt.Sprintf("add a storage stack with the bucket %q, or remove objects", name),
		})
	case len(having) == 0:
		a.Refuse(blueprints.Refusal{
			ID: "unknown-bucket", Path: "objects.bucket", Message: fmt.Sprintf("no storage stack has a bucket %q", name),
			Hint: "name a bucket that storage lists, or add this one there",
		})
	default:
		a.Refuse(blueprints.Refusal{
			ID: "ambiguous-bucket", Path: "objects.bucket",
			Message: fmt.Sprintf("bucket %q is in the stacks %q and %q", name, having[0].Key(), having[1].Key()),
			Hint:    fmt.Sprintf("say which one: from: {storage: %s}", having[0].Key()),
		})
	}
	return blueprints.Neighbour{}, false
}
