package awstest

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// bucket holds the newest version of each object.
type bucket struct {
	owner, region, key string
	open               bool // to every account
	objects            map[string][]byte
}

// Bucket makes a bucket with the policy of the blueprint "artifacts": it encrypts with one customer key, has objects written once, and lets
// nobody but its owner in.
func (c *Cloud) Bucket(name, owner, region string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.buckets[name] = &bucket{owner: owner, region: region, key: "arn:aws:kms:" + region + ":" + owner + ":key/artifacts", objects: map[string][]byte{}}
}

// OpenBucket makes a bucket that lets everybody in.
func (c *Cloud) OpenBucket(name, owner, region string) {
	c.Bucket(name, owner, region)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.buckets[name].open = true
}

// Object puts an object into a bucket behind the back of all safeguards.
func (c *Cloud) Object(bucket, key string, content []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.buckets[bucket].objects[key] = slices.Clone(content)
}

// Objects are the objects of a bucket by key.
func (c *Cloud) Objects(name string) map[string][]byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	if b := c.buckets[name]; b != nil {
		return maps.Clone(b.objects)
	}
	return nil
}

var objectOperations = map[string]string{http.MethodPut: "PutObject", http.MethodGet: "GetObject", http.MethodHead: "HeadObject"}

// objectOf takes a path-style address apart.
func objectOf(call *call) (bucket, key string) {
	bucket, key, _ = strings.Cut(strings.TrimPrefix(call.http.URL.Path, "/"), "/")
	return bucket, key
}

func (c *Cloud) s3(call *call) response {
	name, key := objectOf(call)
	if call.record.Operation == "" || key == "" || call.http.URL.Query().Has("uploads") {
		return unknown(call)
	}
	b := c.buckets[name]
	switch {
	case b == nil:
		return failed(http.StatusNotFound, "NoSuchBucket", "The specified bucket does not exist")
	case b.region != call.region:
		return failed(http.StatusMovedPermanently, "PermanentRedirect", "The bucket you are attempting to access must be addressed using the specified endpoint.")
	case !b.open && b.owner != call.who.Account || !b.expected(call.http.Header):
		return failed(http.StatusForbidden, "AccessDenied", "Access Denied")
	case call.record.Operation == "PutObject":
		return b.put(call, key)
	}
	content, found := b.objects[key]
	if !found {
		return failed(http.StatusNotFound, "NoSuchKey", "The specified key does not exist.")
	}
	return response{status: http.StatusOK, body: content, header: map[string]string{
		"Content-Length": fmt.Sprint(len(content)), "X-Amz-Server-Side-Encryption": "aws:kms", "X-Amz-Server-Side-Encryption-Aws-Kms-Key-Id": b.key,
	}}
}

// expected compares the owner with the one that the caller counts on; who names none takes any.
func (b *bucket) expected(header http.Header) bool {
	owner := header.Get("X-Amz-Expected-Bucket-Owner")
	return owner == "" || owner == b.owner
}

func (b *bucket) put(call *call, key string) response {
	header := call.http.Header
	sum := sha256.Sum256(call.body)
	_, exists := b.objects[key]
	switch {
	case strings.Contains(header.Get("Content-Encoding"), "aws-chunked"):
		return failed(http.StatusNotImplemented, "NotImplemented", "awstest does not read chunks")
	case header.Get("X-Amz-Checksum-Sha256") != "" && header.Get("X-Amz-Checksum-Sha256") != base64.StdEncoding.EncodeToString(sum[:]):
		return failed(http.StatusBadRequest, "BadDigest", "The SHA256 you specified did not match the calculated checksum.")
	case header.Get("X-Amz-Server-Side-Encryption-Aws-Kms-Key-Id") != "" && header.Get("X-Amz-Server-Side-Encryption-Aws-Kms-Key-Id") != b.key:
		return failed(http.StatusForbidden, "AccessDenied", "Access Denied") // the bucket's policy has one key
	case header.Get("If-None-Match") == "":
		return failed(http.StatusForbidden, "AccessDenied", "Access Denied") // the bucket's policy has objects written once
	case header.Get("If-None-Match") == "*" && exists:
		return failed(http.StatusPreconditionFailed, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold")
	}
	b.objects[key] = call.body
	return response{status: http.StatusOK, header: map[string]string{"Etag": fmt.Sprintf("%q", fmt.Sprintf("%x", sum[:16]))}}
}
