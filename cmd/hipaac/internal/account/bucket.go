package account

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// maxObject is what is read of an object at most, in bytes: more than any template has.
const maxObject = 2 << 20

// Bucket is a bucket of the account. Every call names the account as its owner, so that a bucket of the same name elsewhere, made by
// whoever was quicker, is neither read nor written.
type Bucket struct {
	session *Session
	name    string
	client  *s3.Client
}

// Bucket is the account's bucket of a name.
func (a *Session) Bucket(name string) *Bucket {
	return &Bucket{session: a, name: name, client: s3.NewFromConfig(a.config)}
}

// Read gives an object's content, and whether there is one. A bucket that does not exist is an error of the kind NotThere.
func (b *Bucket) Read(ctx context.Context, key string) ([]byte, bool, error) {
	out, err := b.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &b.name, Key: &key, ExpectedBucketOwner: &b.session.Account})
	switch {
	case code(err) == "NoSuchKey":
		return nil, false, nil
	case err != nil:
		return nil, false, b.explain(ctx, err)
	}
	defer out.Body.Close()
	content, err := io.ReadAll(io.LimitReader(out.Body, maxObject))
	if err != nil {
		return nil, false, &Error{Message: fmt.Sprintf("object %s of bucket %s broke off: %v", key, b.name, err), Hint: "try again"}
	}
	return content, true, nil
}

// Create writes an object unless there is one of the key, and says whether it did. AWS checks the content against its SHA-256, and
// encrypts it as the bucket says.
func (b *Bucket) Create(ctx context.Context, key string, content []byte) (bool, error) {
	sum := sha256.Sum256(content)
	_, err := b.client.PutObject(ctx, &s3.PutObjectInput{
		Bucket: &b.name, Key: &key, Body: bytes.NewReader(content), ContentType: aws.String("application/json"), IfNoneMatch: aws.String("*"),
		ExpectedBucketOwner: &b.session.Account, ChecksumAlgorithm: types.ChecksumAlgorithmSha256, ChecksumSHA256: aws.String(base64.StdEncoding.EncodeToString(sum[:])),
	})
	switch code(err) {
	case "PreconditionFailed", "ConditionalRequestConflict":
		return false, nil
	}
	if err != nil {
		return false, b.explain(ctx, err)
	}
	return true, nil
}

// Store makes sure that an object holds exactly the content. One that is there already is read and compared, whatever its name promises:
// what somebody else put there is neither replaced nor used.
func (b *Bucket) Store(ctx context.Context, key string, content []byte) error {
	created, err := b.Create(ctx, key, content)
	if err != nil || created {
		return err
	}
	have, found, err := b.Read(ctx, key)
	if err != nil || found && bytes.Equal(have, content) {
		return err
	}
	return &Error{Kind: InUse, Message: fmt.Sprintf("object %s of bucket %s holds something else than what hipaac would put there", key, b.name),
		Hint: "find out who else writes to the bucket; nothing is made from it"}
}

// Address is where AWS finds an object.
func (b *Bucket) Address(key string) string {
	return fmt.Sprintf("https://%s.s3.%s.amazonaws.com/%s", b.name, b.session.Region, key)
}

func (b *Bucket) explain(ctx context.Context, err error) error {
	switch code(err) {
	case "NoSuchBucket":
		return &Error{Kind: NotThere, Message: fmt.Sprintf("bucket %s does not exist", b.name), Hint: "deploy the stack that makes it first"}
	case "AccessDenied", "Forbidden":
		return &Error{Kind: WrongIdentity, Message: fmt.Sprintf("S3 denies access to bucket %s: it belongs to another account than %s, or %s may not use it or its key", b.name, b.session.Account, b.session.Caller),
			Hint: "make sure that the bucket is the account's own, and that the role may list, read and write it and use its key"}
	case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException":
		return &Error{Kind: WrongIdentity, Message: fmt.Sprintf("bucket %s is in another region than %s", b.name, b.session.Region), Hint: "make sure that the bucket is the account's own"}
	}
	return explain(ctx, err)
}
