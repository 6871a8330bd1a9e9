package storage

import (
	"fmt"
	"strconv"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/schema"
)

// keeping is how long a bucket keeps what. All times are days; 0 means never.
type keeping struct {
	// lock is the default retention of the object lock, nil without one.
	lock *lock
	// archive and expire count from an object's creation, the others from the moment in which a version was overwritten or deleted.
	archive, expire               int
	archiveNoncurrent, noncurrent int
}

// lock is a default retention: Years or Days, as S3 takes either.
type lock struct {
	mode        string
	days, years int
}

// The longest default retention that S3 takes.
const maxLockDays, maxLockYears = 36500, 100

// period is a time as people state it in `retain`.
type period struct {
	text   string
	number int
	unit   byte // 'd', 'm' or 'y'
}

// parsePeriod reads what the schema has checked: a number and a unit.
func parsePeriod(text string) period {
	number, err := strconv.Atoi(text[:len(text)-1])
	if err != nil {
		panic("internal error: the schema let the period " + text + " pass")
	}
	return period{text: text, number: number, unit: text[len(text)-1]}
}

// days is the longest time that the period can mean, so that whatever is derived from it never ends too early: a year may be a
// leap year, and one in four is; a month may have 31 days. Six years are 2192 days and ten are 3653, the figures that
// CloudWatch Logs uses.
func (p period) days() int {
	switch p.unit {
	case 'y':
		return yearsInDays(p.number)
	case 'm':
		return yearsInDays(p.number/12) + p.number%12*31
	}
	return p.number
}

func yearsInDays(n int) int { return n*365 + (n+3)/4 }

// lockOf is the period as S3 states it. S3 knows no months.
func (p period) lockOf(mode string) *lock {
	if p.unit == 'y' {
		return &lock{mode: mode, years: p.number}
	}
	return &lock{mode: mode, days: p.days()}
}

// leastDays is the shortest time that the lock can mean, for comparing the lock of an upload with it.
func (l *lock) leastDays() int { return l.days + l.years*365 }

// keep decides how long a bucket keeps its objects, and refuses what contradicts itself.
//
// Versions that are no longer current stay for backupDays, or for as long as a record must be kept where that is longer: counted
// from the overwriting, so never less than from the creation, which is what the lock counts from.
func keep(s *blueprints.Stack, name string, b *schema.Bucket) keeping {
	k := keeping{archive: b.ArchiveAfterDays, expire: b.ExpireAfterDays, noncurrent: b.BackupDays}
	switch {
	case b.Retain != "":
		p := parsePeriod(b.Retain)
		k.lock = p.lockOf(lockModes[b.Lock])
		k.noncurrent = max(k.noncurrent, p.days())
		checkRetention(s, name, p, b)
	case s.Env.PHI:
		// Not records, but a copy that nobody can encrypt or delete for as long as it may be needed back. Governance, because a lock
		// that nobody asked for must have a way out.
		k.lock = &lock{mode: governance, days: b.BackupDays}
	}
	checkArchive(s, name, b)
	if k.archive > 0 && k.archive < k.noncurrent {
		k.archiveNoncurrent = k.archive
	}
	return k
}

const governance = "GOVERNANCE"

var lockModes = map[string]string{"governance": governance, "compliance": "COMPLIANCE"}

func checkRetention(s *blueprints.Stack, name string, p period, b *schema.Bucket) {
	if l := p.lockOf(""); l.days > maxLockDays || l.years > maxLockYears {
		s.Refuse(blueprints.Refusal{
			ID: "retention-too-long", Path: "buckets." + name + ".retain",
			Message: fmt.Sprintf("bucket %q retains objects for %s, S3 takes up to %dd or %dy", name, p.text, maxLockDays, maxLockYears),
			Hint:    fmt.Sprintf("set retain to %dy or less", maxLockYears),
		})
	}
	if b.ExpireAfterDays > 0 && b.ExpireAfterDays < p.days() {
		s.Refuse(blueprints.Refusal{
			ID: "expiry-before-retention", Path: "buckets." + name + ".expireAfterDays",
			Message: fmt.Sprintf("bucket %q deletes objects after %d days, but retains them as records for %s (%d days)",
				name, b.ExpireAfterDays, p.text, p.days()),
			Hint: fmt.Sprintf("set expireAfterDays to %d or more, or leave it out", p.days()),
		})
	}
}

func checkArchive(s *blueprints.Stack, name string, b *schema.Bucket) {
	if b.ArchiveAfterDays == 0 || b.ExpireAfterDays == 0 || b.ArchiveAfterDays < b.ExpireAfterDays {
		return
	}
	s.Refuse(blueprints.Refusal{
		ID: "archive-after-expiry", Path: "buckets." + name + ".archiveAfterDays",
		Message: fmt.Sprintf("bucket %q archives objects after %d days, but deletes them after %d", name, b.ArchiveAfterDays, b.ExpireAfterDays),
		Hint:    fmt.Sprintf("set archiveAfterDays below %d, or leave it out", b.ExpireAfterDays),
	})
}
