package stack

// Wish is what somebody wants of a stack.
type Wish int

const (
	Deploy Wish = iota
	Destroy
	Recover
)

// Action is the one next step. After Wait, Attach, Discard and Remove the stack is looked at again.
type Action string

const (
	Nothing          Action = "nothing"           // the wish is fulfilled
	Make             Action = "make"              // a change set that creates the stack
	Change           Action = "change"            // a change set that updates it, if anything differs
	Wait             Action = "wait"              // the outcome is decided; until CloudFormation has cleaned up
	Attach           Action = "attach"            // follow the operation that runs
	Remove           Action = "remove"            // delete the stack; resources that are kept are named first
	Ask              Action = "ask"               // show the cause, and let somebody say: on, or back
	AskRemove        Action = "ask-remove"        // with somebody's consent delete what failed to come up, then create
	RollBack         Action = "roll-back"         // RollbackStack
	ContinueRollback Action = "continue-rollback" // ContinueUpdateRollback; skips as few resources as possible, and only with consent
	RetryRemove      Action = "retry-remove"      // delete again; then keep what cannot be deleted, by name; by force last, with consent
	Explain          Action = "explain"           // nobody but a person can decide; say what there is
	Busy             Action = "busy"              // somebody else is at work: exit code 5
	Refuse           Action = "refuse"            // not in this state
)

// Situation is what the decision depends on.
type Situation struct {
	Status Status
	// Ours says, of a stack in motion, that the operation is of this run, or of a deletion, that hipaac began it; of REVIEW_IN_PROGRESS, that all change sets are hipaac's.
	Ours bool
}

type row struct{ deploy, destroy, recovery Action }

// table is what to do by state, where it does not matter whose the operation is. The source is the CloudFormation user guide, "Stack status
// codes" and "Troubleshooting", as of 2026-11.
var table = map[Status]row{
	None:           {Make, Nothing, Nothing},
	DeleteComplete: {Make, Nothing, Nothing},

	CreateComplete:         {Change, Remove, Nothing},
	UpdateComplete:         {Change, Remove, Nothing},
	ImportComplete:         {Change, Remove, Nothing},
	UpdateRollbackComplete: {Change, Remove, Nothing},

	UpdateCleanupInProgress:         {Wait, Wait, Attach},
	UpdateRollbackCleanupInProgress: {Wait, Wait, Attach},

	CreateFailed:         {Ask, Remove, RollBack},
	UpdateFailed:         {Ask, Remove, RollBack},
	RollbackComplete:     {AskRemove, Remove, Remove},
	RollbackFailed:       {Refuse, Remove, Remove},
	DeleteFailed:         {Refuse, RetryRemove, RetryRemove},
	UpdateRollbackFailed: {Refuse, Refuse, ContinueRollback},

	ImportRollbackComplete: {Refuse, Remove, Explain},
	ImportRollbackFailed:   {Refuse, Remove, Explain},
}

// Decide gives the next step. A state that CloudFormation did not have when this was written is refused, whatever the wish.
func Decide(s Situation, wish Wish) Action {
	found, known := table[s.Status]
	switch {
	case s.Status == ReviewInProgress && s.Ours:
		found = row{Make, Remove, Remove}
	case s.Status == ReviewInProgress:
		found = row{Refuse, Refuse, Explain}
	case s.Status == DeleteInProgress && s.Ours:
		found = row{Attach, Attach, Attach} // destroying again goes on with what was begun
	case known:
	case s.Status.Moving() && s.Ours && documented(s.Status):
		found = row{Attach, Refuse, Attach}
	case s.Status.Moving() && documented(s.Status):
		found = row{Busy, Busy, Attach}
	default:
		found = row{Refuse, Refuse, Refuse}
	}
	return [...]Action{found.deploy, found.destroy, found.recovery}[wish]
}

func documented(s Status) bool {
	for _, known := range Statuses {
		if s == known {
			return true
		}
	}
	return false
}
