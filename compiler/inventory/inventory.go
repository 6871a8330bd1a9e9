// Package inventory draws from compiled templates what an environment consists of, where it lies, and where protected health
// information rests and moves: the technology asset inventory and the network map that the rule proposed in January 2025 asks for
// (90 FR 898, 164.308(a)(1)), and that a risk analysis begins with under the rule in force (164.308(a)(1)(ii)(A)).
//
// It reads documents only, so that nothing is drawn that is not in a template.
package inventory

// Map is the whole of one or several environments.
type Map struct {
	Places []Place `json:"places"` // what contains comes before what it contains
	Assets []Asset `json:"assets"` // by id
	Flows  []Flow  `json:"flows"`  // by from, to, what
}

// Place is where assets lie. Its id is that of its parent, a slash and a name.
type Place struct {
	ID     string    `json:"id"`
	Parent string    `json:"parent,omitempty"`
	Kind   PlaceKind `json:"kind"`
	Label  string    `json:"label"`            // "private subnets"
	Detail string    `json:"detail,omitempty"` // "10.20.16.0/20, 10.20.32.0/20 in two zones"
}

// PlaceKind is a kind of place.
type PlaceKind string

// The kinds of places, from the outside in.
const (
	Outside PlaceKind = "outside" // the internet, people, other accounts and systems
	Account PlaceKind = "account"
	Region  PlaceKind = "region"
	Network PlaceKind = "network" // a VPC
	Tier    PlaceKind = "tier"    // the subnets of a VPC that have the same routes: public, private, isolated
	Service PlaceKind = "service" // what runs outside of any VPC of the account: S3, KMS, SQS, Cognito …
)

// Asset is one resource that a person would list: what holds, moves or protects data. Id is "folder/stack.LogicalId"; of the outside,
// "outside/people".
type Asset struct {
	ID          string    `json:"id"`
	Environment string    `json:"environment,omitempty"` // folder
	Stack       string    `json:"stack,omitempty"`       // key
	Resource    string    `json:"resource,omitempty"`    // logical id
	Type        string    `json:"type,omitempty"`        // of CloudFormation
	Kind        AssetKind `json:"kind"`
	Label       string    `json:"label"` // for people: "documents bucket"
	Place       string    `json:"place"` // id
	PHI         Holding   `json:"phi"`
	Class       string    `json:"class,omitempty"`      // the tag of classification
	Owner       string    `json:"owner,omitempty"`      // who answers for it
	Encryption  string    `json:"encryption,omitempty"` // "customer key", "AWS key", "none", "unknown", or "" where nothing rests
	Key         string    `json:"key,omitempty"`        // id of the asset that is the key
	Backup      string    `json:"backup,omitempty"`     // where copies of what it holds are; NoBackup where there are none, "" where it is no store
	Retention   string    `json:"retention,omitempty"`  // how long what it holds is kept
	Deletion    string    `json:"deletion,omitempty"`   // what becomes of it with its stack
	Spec        string    `json:"spec,omitempty"`       // file:line:col
	Template    string    `json:"template,omitempty"`   // file:line
	Count       int       `json:"count,omitempty"`      // how many alike this one stands for in a map; an inventory has each

	phi     bool   // its environment holds PHI
	cluster string // id of what it is a member of
}

// AssetKind is what an asset is for, and so how it is drawn.
type AssetKind string

// The kinds of assets.
const (
	People   AssetKind = "people"
	System   AssetKind = "system"  // another system, account or region
	Front    AssetKind = "front"   // load balancers, APIs, user pools: where others come in
	Compute  AssetKind = "compute" // tasks, instances, functions
	Database AssetKind = "database"
	Store    AssetKind = "store" // buckets, file systems, vaults
	Queue    AssetKind = "queue" // queues, topics, streams
	Log      AssetKind = "log"
	Key      AssetKind = "key"
	Secret   AssetKind = "secret"
	Guard    AssetKind = "guard"   // what watches or refuses: firewalls, detectors, trails
	Gateway  AssetKind = "gateway" // NAT, endpoints, transit gateways
	Identity AssetKind = "identity"
	Other    AssetKind = "other"
)

// Kinds are all kinds of assets, in the order in which people are told of them: what holds data, what moves it, what guards it.
var Kinds = []AssetKind{Database, Store, Queue, Log, Front, Compute, Gateway, Secret, Key, Identity, Guard, Other, People, System}

// Holding says what an asset or a flow has to do with protected health information.
type Holding string

// Rests: it is stored there. Moves: it passes. Beside: records about it, such as logs, which should hold none. Without: none. Unsure: it
// could be stored there, and no tag says whether it is.
const (
	Rests   Holding = "rests"
	Moves   Holding = "moves"
	Beside  Holding = "beside"
	Without Holding = "none"
	Unsure  Holding = "unknown"
)

// Flow is a way that templates open from one asset to another.
type Flow struct {
	From     string   `json:"from"`
	To       string   `json:"to"`
	Label    string   `json:"label"`          // "HTTPS 443", "PostgreSQL 5432", "events"
	Port     string   `json:"port,omitempty"` // "443"
	PHI      Holding  `json:"phi"`
	Secure   string   `json:"secure"`         // "TLS", "signed" (an API of AWS over TLS), "none", "unknown"
	Via      []string `json:"via,omitempty"`  // the endpoints or gateways through which it leaves a VPC
	When     string   `json:"when,omitempty"` // under which parameters it is open; "" always
	Evidence []string `json:"evidence"`       // resources that open the way or force TLS, "folder/stack.LogicalId"
}
