// Package blueprints is the contract between the compiler and those who turn a request into CloudFormation. A blueprint is one
// folder here and one CUE file in schema: the CUE says what may be asked for, the folder says which resources that becomes.
//
// A blueprint sees the environment and its own configuration, complete and valid, and nothing else: no file, no clock, no
// network, no other blueprint. What it needs of another stack it imports by name, what it offers it exports.
package blueprints

// Env is what every blueprint may know of the environment it builds for. All values are decided.
type Env struct {
	System  string
	Name    string // the environment's name, such as "prod"
	Tier    string // "development", "test" or "production"
	PHI     bool   // holds protected health information
	Account string // twelve digits
	Region  string
	// Managed says who runs the account's trail, recorder and detectors: "standalone" for the spec itself, "control-tower" or
	// "landing-zone" for an organization, where they exist already and a second one would fail or cost twice.
	Managed string
	Owner   string
	Alerts  []string
	Tags    map[string]string // further tags that the spec asks for
	// KeyUses lists what the stacks of this environment encrypt, for the blueprint that makes the keys.
	KeyUses []KeyUse
	// Serves names the blueprints of the stacks that import from the one being built, sorted: whom a role must trust follows from
	// what runs with it.
	Serves []string
	// Unread says that a stack of the spec has mistakes and is nobody's neighbour for now: that none of a kind is there is no reason to
	// refuse anything.
	Unread bool
}

// Production reports whether the environment's tier raises the availability and deletion floors.
func (e *Env) Production() bool { return e.Tier == "production" }

// Organized reports whether an organization manages the account, and runs its trail, recorder and detectors.
func (e *Env) Organized() bool { return e.Managed == "control-tower" || e.Managed == "landing-zone" }

// KeyClass separates customer keys by what they protect, so that the right to read logs is not the right to read data.
type KeyClass string

// The classes of key. Each is one key of the keys stack, exported as "<Class>KeyArn" with the class capitalised.
const (
	DataKey     KeyClass = "data"
	LogsKey     KeyClass = "logs"
	SecretsKey  KeyClass = "secrets"
	BackupKey   KeyClass = "backup"
	MessagesKey KeyClass = "messages"
	CodeKey     KeyClass = "code" // sources, templates and what is built of them
)

// KeyUse says that a stack encrypts with a key class through an AWS service, named as in its service principal ("s3", "logs",
// "rds", "sns"). The keys blueprint writes the key policy from these and from nothing else.
type KeyUse struct {
	Class   KeyClass
	Service string
	// Organization is set where accounts of an organization may read, too, what the service encrypts: its id.
	Organization string
}

// Blueprint describes one kind of stack. Values of this type are data; the registry holds all of them.
type Blueprint struct {
	// Name is what a spec says in `use`.
	Name string
	// Title is a short noun phrase for documentation and stack descriptions.
	Title string
	// Needs names the blueprints whose exports this one always imports: exactly one stack of each serves it.
	Needs []string
	// Wants names the blueprints that this one works with where the environment has them, and does without where not: every stack
	// of the kind serves it, unless the spec's `from` names one.
	Wants []string
	// KeyUses says which keys the stack encrypts with, given its configuration: a pointer to the
	// blueprint's type of package schema.
	KeyUses func(config any) []KeyUse
	// Build adds the resources, exports and refusals of one stack. The stacks that serve it are built by then.
	Build func(s *Stack, config any)
	// Gather, where it is set, is called when all stacks of the environment are built, with what may be known of each. The stacks
	// gather in the order in which they were built, and each sees what those before it have added.
	Gather func(s *Stack, config any, built []Built)
	// Publishes, where it is set, names the stacks of the spec that are products of this one's catalog: they are not deployed with
	// the environment but launched by people, and serve nobody.
	Publishes func(config any) []string
	// Launched says that the template has parameters that only a launch from a catalog gives.
	Launched bool
	// Deployed says that its stacks are never products: they govern the account or look after their environment, and would do neither
	// before somebody launched them.
	Deployed bool
}

// Publishing says which stacks of the spec are products of the blueprint's catalog.
func Publishing[C any](b Blueprint, products func(*C) []string) Blueprint {
	b.Publishes = func(config any) []string { return products(config.(*C)) }
	return b
}

// LaunchedOnly marks a blueprint whose stacks can only be launched from a catalog.
func (b Blueprint) LaunchedOnly() Blueprint { b.Launched = true; return b }

// DeployedOnly marks a blueprint whose stacks cannot be products of a catalog.
func (b Blueprint) DeployedOnly() Blueprint { b.Deployed = true; return b }

// Wanting adds the blueprints that this one works with where the environment has them.
func (b Blueprint) Wanting(blueprints ...string) Blueprint { b.Wants = blueprints; return b }

// Gathering adds what the blueprint does once every stack of the environment is built. It may add resources to its own stack, but
// import nothing: the stacks that it hears of may depend on it.
func (b Blueprint) Gathering(gather func(s *Stack, built []Built)) Blueprint {
	b.Gather = func(s *Stack, _ any, built []Built) { gather(s, built) }
	return b
}

// GatheringWith is Gathering for a blueprint that asks its own configuration what to do with what it hears.
func GatheringWith[C any](b Blueprint, gather func(s *Stack, config *C, built []Built)) Blueprint {
	b.Gather = func(s *Stack, config any, built []Built) { gather(s, config.(*C), built) }
	return b
}

// Define makes a Blueprint from functions over its own configuration type, so that blueprints hold no type assertions.
func Define[C any](name, title string, needs []string, uses func(*C) []KeyUse, build func(*Stack, *C)) Blueprint {
	return Blueprint{
		Name: name, Title: title, Needs: needs,
		KeyUses: func(config any) []KeyUse { return uses(config.(*C)) },
		Build:   func(s *Stack, config any) { build(s, config.(*C)) },
	}
}
