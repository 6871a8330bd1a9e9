package awstest

import (
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// form is the input of an operation in AWS's query protocol. Source: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html.
type form struct{ url.Values }

func (f form) flag(name string) bool { return f.Get(name) == "true" }

// list reads Name.member.1, Name.member.2, …
func (f form) list(name string) []string {
	var all []string
	for i := 1; f.Has(fmt.Sprintf("%s.member.%d", name, i)); i++ {
		all = append(all, f.Get(fmt.Sprintf("%s.member.%d", name, i)))
	}
	return all
}

// pairs reads the members of a list of structures that have a key and a value.
func (f form) pairs(name, key, value string) map[string]string {
	all := map[string]string{}
	for i := 1; f.Has(fmt.Sprintf("%s.member.%d.%s", name, i, key)); i++ {
		all[f.Get(fmt.Sprintf("%s.member.%d.%s", name, i, key))] = f.Get(fmt.Sprintf("%s.member.%d.%s", name, i, value))
	}
	return all
}

// page cuts a page out of n entries: those from the token on, as many as a page has, and the token of the next page.
func (f form) page(n, size int) (from, to int, next string, bad bool) {
	if token := f.Get("NextToken"); token != "" {
		at, wrong := number(strings.TrimPrefix(token, "page-"))
		if wrong || at > n {
			return 0, 0, "", true
		}
		from = at
	}
	to = min(n, from+size)
	if to < n {
		next = fmt.Sprintf("page-%d", to)
	}
	return from, to, next, false
}

func number(text string) (n int, bad bool) {
	n, err := strconv.Atoi(text)
	return n, err != nil || n < 0
}

// fields is a structure of an answer. Empty texts, absent times and empty lists are left out.
type fields map[string]any

// result is the answer of an operation in the query protocol.
func (call *call) result(f fields) response {
	var b strings.Builder
	name := call.record.Operation
	fmt.Fprintf(&b, "<%sResponse><%sResult>", name, name)
	f.write(&b)
	fmt.Fprintf(&b, "</%sResult><ResponseMetadata><RequestId>00000000-0000-0000-0000-000000000000</RequestId></ResponseMetadata></%sResponse>", name, name)
	return response{status: http.StatusOK, body: []byte(b.String()), header: map[string]string{"Content-Type": "text/xml"}}
}

func (f fields) write(b *strings.Builder) {
	for _, name := range slices.Sorted(maps.Keys(f)) {
		write(b, name, f[name])
	}
}

func write(b *strings.Builder, name string, value any) {
	text := ""
	switch v := value.(type) {
	case nil:
		return
	case string:
		text = html.EscapeString(v)
	case bool, int:
		text = fmt.Sprint(v)
	case time.Time:
		if !v.IsZero() {
			text = v.UTC().Format("2006-01-02T15:04:05.000Z")
		}
	case fields:
		fmt.Fprintf(b, "<%s>", name)
		v.write(b)
		fmt.Fprintf(b, "</%s>", name)
		return
	case []fields:
		members(b, name, len(v), func(i int) { write(b, "member", v[i]) })
		return
	case []string:
		members(b, name, len(v), func(i int) { write(b, "member", v[i]) })
		return
	default:
		panic(fmt.Sprintf("internal error: awstest: %s has the type %T", name, value))
	}
	if text != "" {
		fmt.Fprintf(b, "<%s>%s</%s>", name, text, name)
	}
}

func members(b *strings.Builder, name string, n int, member func(i int)) {
	if n == 0 {
		return
	}
	fmt.Fprintf(b, "<%s>", name)
	for i := range n {
		member(i)
	}
	fmt.Fprintf(b, "</%s>", name)
}

// invalidInput is CloudFormation's answer to most of what it does not take.
func invalidInput(format string, args ...any) response {
	return failed(http.StatusBadRequest, "ValidationError", fmt.Sprintf(format, args...))
}
