package awstest

import (
	"encoding/xml"
	"net/http"
)

func (c *Cloud) sts(call *call) response {
	if call.record.Operation != "GetCallerIdentity" {
		return unknown(call)
	}
	type result struct{ Arn, UserId, Account string }
	return response{status: http.StatusOK, body: markup(struct {
		XMLName xml.Name `xml:"GetCallerIdentityResponse"`
		Result  result   `xml:"GetCallerIdentityResult"`
	}{Result: result{call.who.arn(), "AROAEXAMPLE:session", call.who.Account}})}
}

// unknown is the answer to an operation that no test has needed yet.
func unknown(call *call) response {
	return failed(http.StatusNotImplemented, "NotImplemented", "awstest does not know "+call.record.Service+" "+call.record.Operation)
}
