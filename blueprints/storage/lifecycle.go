package storage

import (
	"fmt"

	"github.com/awslabs/goformation/v7/cloudformation/s3"
)

// abandonedUploadDays is when the parts of an upload that was never finished are deleted: nobody sees them, everybody pays for them.
const abandonedUploadDays = 7

// archiveClass keeps its objects readable at once, for less storage and more for each access.
const archiveClass = "GLACIER_IR"

// lifecycle is one rule for the whole bucket. S3 wants expiry after archiving, and more than 0 days of everything; keep has seen
// to that.
//
// Objects below 128 KB stay where they are, as S3 has it by default: archiving them would cost more than it saves.
func lifecycle(k keeping) s3.Bucket_Rule {
	id := "keep"
	rule := s3.Bucket_Rule{
		Id: &id, Status: "Enabled",
		AbortIncompleteMultipartUpload: &s3.Bucket_AbortIncompleteMultipartUpload{DaysAfterInitiation: abandonedUploadDays},
		NoncurrentVersionExpiration:    &s3.Bucket_NoncurrentVersionExpiration{NoncurrentDays: k.noncurrent},
	}
	if k.archive > 0 {
		rule.Transitions = []s3.Bucket_Transition{{StorageClass: archiveClass, TransitionInDays: &k.archive}}
	}
	if k.archiveNoncurrent > 0 {
		rule.NoncurrentVersionTransitions = []s3.Bucket_NoncurrentVersionTransition{
			{StorageClass: archiveClass, TransitionInDays: k.archiveNoncurrent},
		}
	}
	if k.expire > 0 {
		// S3 then removes markers of deleted objects by itself, and does not take both settings in one rule.
		rule.ExpirationInDays = &k.expire
	} else {
		on := true
		rule.ExpiredObjectDeleteMarker = &on
	}
	return rule
}

func objectLock(l *lock) *s3.Bucket_ObjectLockConfiguration {
	retention := &s3.Bucket_DefaultRetention{Mode: &l.mode}
	if l.years > 0 {
		retention.Years = &l.years
	} else {
		retention.Days = &l.days
	}
	enabled := "Enabled"
	return &s3.Bucket_ObjectLockConfiguration{ObjectLockEnabled: &enabled, Rule: &s3.Bucket_ObjectLockRule{DefaultRetention: retention}}
}

// explain says to a reviewer in one line what becomes of an object, and which role may lift a lock that can be lifted.
func (k keeping) explain(breakGlass string) string {
	text := fmt.Sprintf("Overwritten and deleted versions stay for %d days.", k.noncurrent)
	if k.lock == nil {
		return text
	}
	time := fmt.Sprintf("%d days", k.lock.days)
	if k.lock.years > 0 {
		time = fmt.Sprintf("%d years", k.lock.years)
	}
	if k.lock.mode == governance {
		return text + fmt.Sprintf(" For %s only the role %s can delete a version.", time, breakGlass)
	}
	return text + fmt.Sprintf(" For %s nobody can delete a version, the account's root user included.", time)
}
