package stack

import "strings"

// Status is a stack's state, spelled as CloudFormation spells it. CloudFormation may have states that are not among these.
type Status string

const (
	// None: there is no stack of the name. It is ours and not CloudFormation's.
	None                            Status = ""
	ReviewInProgress                Status = "REVIEW_IN_PROGRESS"
	CreateInProgress                Status = "CREATE_IN_PROGRESS"
	CreateFailed                    Status = "CREATE_FAILED"
	CreateComplete                  Status = "CREATE_COMPLETE"
	RollbackInProgress              Status = "ROLLBACK_IN_PROGRESS"
	RollbackFailed                  Status = "ROLLBACK_FAILED"
	RollbackComplete                Status = "ROLLBACK_COMPLETE"
	DeleteInProgress                Status = "DELETE_IN_PROGRESS"
	DeleteFailed                    Status = "DELETE_FAILED"
	DeleteComplete                  Status = "DELETE_COMPLETE"
	UpdateInProgress                Status = "UPDATE_IN_PROGRESS"
	UpdateCleanupInProgress         Status = "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"
	UpdateComplete                  Status = "UPDATE_COMPLETE"
	UpdateFailed                    Status = "UPDATE_FAILED"
	UpdateRollbackInProgress        Status = "UPDATE_ROLLBACK_IN_PROGRESS"
	UpdateRollbackFailed            Status = "UPDATE_ROLLBACK_FAILED"
	UpdateRollbackCleanupInProgress Status = "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"
	UpdateRollbackComplete          Status = "UPDATE_ROLLBACK_COMPLETE"
	ImportInProgress                Status = "IMPORT_IN_PROGRESS"
	ImportComplete                  Status = "IMPORT_COMPLETE"
	ImportRollbackInProgress        Status = "IMPORT_ROLLBACK_IN_PROGRESS"
	ImportRollbackFailed            Status = "IMPORT_ROLLBACK_FAILED"
	ImportRollbackComplete          Status = "IMPORT_ROLLBACK_COMPLETE"
)

// Statuses are all that CloudFormation documents, as of 2026-11.
var Statuses = []Status{
	ReviewInProgress, CreateInProgress, CreateFailed, CreateComplete, RollbackInProgress, RollbackFailed, RollbackComplete,
	DeleteInProgress, DeleteFailed, DeleteComplete, UpdateInProgress, UpdateCleanupInProgress, UpdateComplete, UpdateFailed,
	UpdateRollbackInProgress, UpdateRollbackFailed, UpdateRollbackCleanupInProgress, UpdateRollbackComplete,
	ImportInProgress, ImportComplete, ImportRollbackInProgress, ImportRollbackFailed, ImportRollbackComplete,
}

// Gone reports whether there is nothing: a deleted stack still answers by its ARN for 90 days.
func (s Status) Gone() bool { return s == None || s == DeleteComplete }

// Moving reports whether CloudFormation is at work. A stack that waits for the review of its first change set is not.
func (s Status) Moving() bool {
	return strings.HasSuffix(string(s), "_IN_PROGRESS") && s != ReviewInProgress
}

// CleaningUp reports whether the outcome is decided already and only what was replaced is still being deleted.
func (s Status) CleaningUp() bool {
	return s == UpdateCleanupInProgress || s == UpdateRollbackCleanupInProgress
}

// Steady reports whether the stack is whole and can be updated. Whether it is what somebody wanted is another question: a rolled-back
// update ends here, too.
func (s Status) Steady() bool {
	switch s {
	case CreateComplete, UpdateComplete, ImportComplete, UpdateRollbackComplete:
		return true
	}
	return false
}

// Achieved reports whether an operation that made or changed the stack went well, as opposed to back or nowhere.
func (s Status) Achieved() bool {
	return s == CreateComplete || s == UpdateComplete || s == ImportComplete
}

// RolledBack reports whether CloudFormation undid the operation, or is undoing it.
func (s Status) RolledBack() bool { return strings.Contains(string(s), "ROLLBACK") }

// Known reports whether CloudFormation documented the state when this was written.
func (s Status) Known() bool { return s == None || documented(s) }
