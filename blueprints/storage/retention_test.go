package storage_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/awslabs/goformation/v7/cloudformation/s3"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/schema"
)

// properties finds the bucket "documents" in a built stack.
func properties(t *testing.T, s *blueprints.Stack) *s3.Bucket {
	t.Helper()
	for _, r := range s.Resources {
		if r.ID == "DocumentsBucket" {
			return r.Properties.(*s3.Bucket)
		}
	}
	t.Fatal("the stack has no bucket")
	return nil
}

// TestRetentionArithmetic: no combination of the numbers of a spec makes a lifecycle that S3 refuses, or one that ends before the
// record does. What cannot be met is refused, and nothing else is.
func TestRetentionArithmetic(t *testing.T) {
	numbers := rand.New(rand.NewPCG(1, 2))
	// Small numbers, so that equal and neighbouring ones are common: that is where comparisons go wrong.
	upTo := func(n int) int { return 1 + numbers.IntN(n) }
	for range 5000 {
		b := &schema.Bucket{BackupDays: upTo(60), Lock: []string{"governance", "compliance"}[numbers.IntN(2)]}
		if numbers.IntN(2) == 0 {
			b.Retain = fmt.Sprintf("%d%c", []int{upTo(60), upTo(130), upTo(9999)}[numbers.IntN(3)], "dmy"[numbers.IntN(3)])
		}
		if numbers.IntN(2) == 0 {
			b.ArchiveAfterDays = 29 + upTo(60)
		}
		if numbers.IntN(2) == 0 {
			b.ExpireAfterDays = []int{upTo(60), upTo(1000), upTo(36500)}[numbers.IntN(3)]
		}
		env := development()
		env.PHI = numbers.IntN(2) == 0
		cfg := &schema.Storage{AccessLogDays: 90, Buckets: map[string]*schema.Bucket{"documents": b}}
		s := build(env, cfg)
		request := fmt.Sprintf("%+v, phi %v", *b, env.PHI)

		if got, want := len(s.Refusals) > 0, contradicts(b); got != want {
			t.Fatalf("%s: refused is %v, want %v: %v", request, got, want, s.Refusals)
		}
		if len(s.Refusals) == 0 {
			checkLifecycle(t, request, b, env.PHI, properties(t, s))
		}
	}
}

// contradicts says in the words of S3's documentation and of the spec when a request cannot be met.
func contradicts(b *schema.Bucket) bool {
	tooLong := false
	if b.Retain != "" {
		number, unit := split(b.Retain)
		tooLong = unit == 'y' && number > 100 || unit != 'y' && longest(b.Retain) > 36500
	}
	return tooLong ||
		b.ExpireAfterDays > 0 && b.Retain != "" && b.ExpireAfterDays < longest(b.Retain) ||
		b.ExpireAfterDays > 0 && b.ArchiveAfterDays >= b.ExpireAfterDays
}

func checkLifecycle(t *testing.T, request string, b *schema.Bucket, phi bool, p *s3.Bucket) {
	t.Helper()
	rule := p.LifecycleConfiguration.Rules[0]
	noncurrent := rule.NoncurrentVersionExpiration.NoncurrentDays
	if noncurrent < b.BackupDays {
		t.Errorf("%s: versions stay for %d days", request, noncurrent)
	}
	for _, tr := range rule.NoncurrentVersionTransitions {
		if tr.TransitionInDays < 1 || tr.TransitionInDays >= noncurrent {
			t.Errorf("%s: S3 refuses to archive versions after %d days that are deleted after %d", request, tr.TransitionInDays, noncurrent)
		}
	}
	if rule.ExpirationInDays != nil {
		if rule.ExpiredObjectDeleteMarker != nil {
			t.Errorf("%s: S3 takes no ExpiredObjectDeleteMarker beside ExpirationInDays", request)
		}
		for _, tr := range rule.Transitions {
			if *tr.TransitionInDays >= *rule.ExpirationInDays {
				t.Errorf("%s: S3 refuses to archive after %d days what is deleted after %d", request, *tr.TransitionInDays, *rule.ExpirationInDays)
			}
		}
	}
	if locked := p.ObjectLockConfiguration != nil; locked != (phi || b.Retain != "") {
		t.Fatalf("%s: locked is %v", request, locked)
	}
	if p.ObjectLockConfiguration != nil {
		checkLock(t, request, b, p.ObjectLockConfiguration.Rule.DefaultRetention, noncurrent)
	}
}

func checkLock(t *testing.T, request string, b *schema.Bucket, l *s3.Bucket_DefaultRetention, noncurrent int) {
	t.Helper()
	locked := 0
	switch {
	case l.Days != nil && l.Years == nil && *l.Days >= 1 && *l.Days <= 36500:
		locked = *l.Days
	case l.Years != nil && l.Days == nil && *l.Years >= 1 && *l.Years <= 100:
		locked = longest(fmt.Sprintf("%dy", *l.Years))
	default:
		t.Fatalf("%s: S3 takes either 1 to 36500 days or 1 to 100 years, got %v and %v", request, l.Days, l.Years)
	}
	want, mode := b.BackupDays, "GOVERNANCE"
	if b.Retain != "" {
		want = longest(b.Retain)
		if b.Lock == "compliance" {
			mode = "COMPLIANCE"
		}
	}
	if locked != want {
		t.Errorf("%s: locked for %d days, want %d", request, locked, want)
	}
	if *l.Mode != mode {
		t.Errorf("%s: the lock is %s, want %s", request, *l.Mode, mode)
	}
	if noncurrent < locked {
		t.Errorf("%s: versions are deleted after %d days and locked for %d", request, noncurrent, locked)
	}
}

// longest counts with a calendar how many days a period can last at most, from any day: an oracle that shares nothing with the
// arithmetic it judges. Every fourth year from 1904 to 2096 is a leap year; spans that touch 1900 or 2100 are shorter, never longer.
func longest(text string) int {
	if known, ok := counted[text]; ok {
		return known
	}
	number, unit := split(text)
	if unit == 'd' {
		return number
	}
	most := 0
	for start := time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC); start.Year() < 1908; start = start.AddDate(0, 1, 0) {
		years := number
		if unit == 'm' {
			years = number / 12
		}
		end := start.AddDate(years%100, 0, 0)
		days := int(end.Sub(start).Hours()/24) + years/100*36525
		most = max(most, days)
	}
	if unit == 'm' {
		most += number % 12 * 31
	}
	counted[text] = most
	return most
}

var counted = map[string]int{}

func split(text string) (number int, unit byte) {
	fmt.Sscanf(text, "%d%c", &number, &unit)
	return number, unit
}

// TestPeriodsOfOtherSources: the figures that CloudWatch Logs and the usual reading of 45 CFR 164.316(b)(2)(i) give for years.
func TestPeriodsOfOtherSources(t *testing.T) {
	for years, days := range map[int]int{1: 366, 3: 1096, 5: 1827, 6: 2192, 7: 2557, 8: 2922, 9: 3288, 10: 3653} {
		b := bucket(func(b *schema.Bucket) { b.Retain = fmt.Sprintf("%dy", years) })
		got := properties(t, build(production(), b)).LifecycleConfiguration.Rules[0].NoncurrentVersionExpiration.NoncurrentDays
		if got != days {
			t.Errorf("%d years are %d days, want %d", years, got, days)
		}
	}
}
