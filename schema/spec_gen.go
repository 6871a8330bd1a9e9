// Code generated from the CUE files of this folder by "make generate"; DO NOT EDIT.

package schema

// Bucket is one bucket.
type Bucket struct {
	BackupDays       int          `json:"backupDays"`
	Retain           string       `json:"retain,omitempty"`
	Lock             string       `json:"lock"`
	ArchiveAfterDays int          `json:"archiveAfterDays,omitempty"`
	ExpireAfterDays  int          `json:"expireAfterDays,omitempty"`
	Cors             *CORS        `json:"cors,omitempty"`
	Replicate        *Replication `json:"replicate,omitempty"`
}

// CORS …
type CORS struct {
	Origins       []string `json:"origins"`
	Methods       []string `json:"methods"`
	MaxAgeSeconds int      `json:"maxAgeSeconds"`
}

// Environment is …
type Environment struct {
	Hipaac      string            `json:"hipaac"`
	Extends     string            `json:"extends,omitempty"`
	System      string            `json:"system"`
	Environment string            `json:"environment"`
	Tier        string            `json:"tier"`
	Phi         bool              `json:"phi"`
	Account     string            `json:"account"`
	Region      string            `json:"region"`
	Owner       string            `json:"owner"`
	Alerts      []string          `json:"alerts"`
	Tags        map[string]string `json:"tags"`
	Stacks      map[string]any    `json:"stacks"`
}

// Keys is …
type Keys struct {
	Use                string   `json:"use,omitempty"`
	Classes            []string `json:"classes"`
	RotationDays       int      `json:"rotationDays"`
	DeletionWindowDays int      `json:"deletionWindowDays"`
	Administrators     []string `json:"administrators"`
}

// Network is …
type Network struct {
	Use         string          `json:"use,omitempty"`
	From        *NetworkFrom    `json:"from,omitempty"`
	Cidr        string          `json:"cidr"`
	Zones       int             `json:"zones"`
	Egress      string          `json:"egress"`
	Subnets     *NetworkSubnets `json:"subnets,omitempty"`
	Endpoints   []string        `json:"endpoints"`
	FlowLogDays int             `json:"flowLogDays"`
}

// NetworkFrom …
type NetworkFrom struct {
	Keys string `json:"keys,omitempty"`
}

// NetworkSubnets …
type NetworkSubnets struct {
	Public   []string `json:"public,omitempty"`
	Private  []string `json:"private,omitempty"`
	Isolated []string `json:"isolated,omitempty"`
}

// Replication …
type Replication struct {
	Bucket  string `json:"bucket"`
	Key     string `json:"key"`
	Account string `json:"account,omitempty"`
}

// Storage …
type Storage struct {
	Use           string             `json:"use,omitempty"`
	From          *StorageFrom       `json:"from,omitempty"`
	Buckets       map[string]*Bucket `json:"buckets"`
	AccessLogDays int                `json:"accessLogDays"`
}

// StorageFrom …
type StorageFrom struct {
	Keys string `json:"keys,omitempty"`
}

// NewConfig makes an empty configuration of a blueprint, or nil if there is no such blueprint.
func NewConfig(blueprint string) any {
	switch blueprint {
	case "keys":
		return new(Keys)
	case "network":
		return new(Network)
	case "storage":
		return new(Storage)
	}
	return nil
}
