package awstest

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Call is one call as it is on record.
type Call struct {
	Service, Operation string
	// Subject is what the call is about: a key of a bucket, the name of a version.
	Subject string
	// Mutating says that the operation changes something when it succeeds.
	Mutating bool
	// Account and Region are where it was made, At is when, in real time.
	Account, Region string
	At              time.Time
	// Token is the one that makes it harmless to repeat the call, where it has one.
	Token string
	// Outcome is "ok", the code of an error, or the fault that a test asked for.
	Outcome string
}

func (c Call) String() string {
	return strings.Join(strings.Fields(fmt.Sprintf("%s %s %s", c.Service, c.Operation, c.Subject)), " ") + ": " + c.Outcome
}

// Calls is the record since it was last taken.
func (c *Cloud) Calls() []Call {
	c.mu.Lock()
	defer c.mu.Unlock()
	calls := c.calls
	c.calls = nil
	return calls
}

// call is a request that was read.
type call struct {
	record            Call
	accessKey, region string
	who               Identity
	http              *http.Request
	body              []byte
	form              form // where the service speaks the query protocol
}

// read takes a request apart. The scope of the signature says which service and region it is for, as it does for AWS.
func read(r *http.Request) (*call, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	_, scope, signed := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	parts := strings.Split(scope, "/") // key/day/region/service/aws4_request
	if !signed || len(parts) < 5 {
		return nil, fmt.Errorf("%s %s is not signed", r.Method, r.URL)
	}
	c := &call{accessKey: parts[0], region: parts[2], http: r, body: body, record: Call{Service: parts[3]}}
	switch c.record.Service {
	case "sts", "cloudformation":
		values, err := url.ParseQuery(string(body))
		if err != nil {
			return nil, err
		}
		c.form = form{values}
		c.record.Operation, c.record.Token = values.Get("Action"), values.Get("ClientRequestToken")+values.Get("ClientToken")
	case "s3":
		c.record.Operation = objectOperations[r.Method]
	default:
		_, c.record.Operation, _ = strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	}
	c.record.Mutating = changes(c.record.Operation)
	return c, nil
}

// changes tells the operations that change something from those that read.
func changes(operation string) bool {
	for _, reads := range []string{"Get", "Head", "List", "Describe", "Search", "AssumeRole"} {
		if strings.HasPrefix(operation, reads) {
			return false
		}
	}
	return true
}

// response is an answer in no protocol yet.
type response struct {
	status        int
	code, message string // of an error
	header        map[string]string
	body          []byte
}

func failed(status int, code, message string) response {
	return response{status: status, code: code, message: message}
}

// invalid is what services answer to a request that makes no sense.
func invalid(format string, args ...any) response {
	return failed(http.StatusBadRequest, "InvalidParametersException", fmt.Sprintf(format, args...))
}

func (r response) outcome() string {
	if r.code != "" {
		return r.code
	}
	return "ok"
}

// The codes with which the services turn away a caller differ.
var (
	invalidKey = map[string]string{"sts": "InvalidClientTokenId", "s3": "InvalidAccessKeyId", "servicecatalog": "UnrecognizedClientException", "cloudformation": "InvalidClientTokenId", "cloudcontrolapi": "UnrecognizedClientException", "config": "UnrecognizedClientException"}
	expiredKey = map[string]string{"sts": "ExpiredToken", "s3": "ExpiredToken", "servicecatalog": "ExpiredTokenException", "cloudformation": "ExpiredToken", "cloudcontrolapi": "ExpiredTokenException", "config": "ExpiredTokenException"}
	deniedCode = map[string]string{"sts": "AccessDenied", "s3": "AccessDenied", "servicecatalog": "AccessDeniedException", "cloudformation": "AccessDenied", "cloudcontrolapi": "AccessDeniedException", "config": "AccessDeniedException"}
	throttled  = map[string]string{"sts": "Throttling", "s3": "SlowDown", "servicecatalog": "ThrottlingException", "cloudformation": "Throttling", "cloudcontrolapi": "ThrottlingException", "config": "ThrottlingException"}
)

// write puts an answer into the protocol of its service: XML for S3, STS and CloudFormation, JSON for Service Catalog.
func (r response) write(w http.ResponseWriter, c *call) {
	for name, value := range r.header {
		w.Header().Set(name, value)
	}
	w.Header().Set("X-Amzn-Requestid", "00000000-0000-0000-0000-000000000000")
	body := r.body
	switch {
	case r.code == "":
	case c.record.Service == "s3":
		body = markup(struct {
			XMLName xml.Name `xml:"Error"`
			Code    string
			Message string
		}{Code: r.code, Message: r.message})
		w.Header().Set("Content-Type", "application/xml")
	case c.form.Values != nil:
		body = markup(struct {
			XMLName xml.Name `xml:"ErrorResponse"`
			Code    string   `xml:"Error>Code"`
			Message string   `xml:"Error>Message"`
		}{Code: r.code, Message: r.message})
	default:
		body = text(map[string]string{"__type": r.code, "message": r.message})
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	}
	w.WriteHeader(r.status)
	if c.http.Method != http.MethodHead {
		_, _ = w.Write(body) // a client that has gone away is no matter of the server
	}
}

func markup(v any) []byte {
	b, err := xml.Marshal(v)
	if err != nil {
		panic("internal error: awstest: " + err.Error())
	}
	return append([]byte(xml.Header), b...)
}

func text(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic("internal error: awstest: " + err.Error())
	}
	return b
}
