// Package keys builds the customer-managed keys of an environment: one for each class of data that its stacks encrypt, so that the
// right to read logs is not the right to read records.
package keys

import (
	"fmt"
	"slices"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// Blueprint makes the keys and exports the ARN of each as "<Class>KeyArn".
var Blueprint = blueprints.Define("keys", "customer-managed encryption keys", nil, uses, build)

// classes are all classes, in the order of the template.
var classes = []blueprints.KeyClass{
	blueprints.DataKey, blueprints.LogsKey, blueprints.SecretsKey, blueprints.BackupKey, blueprints.MessagesKey, blueprints.CodeKey,
}

// uses is empty: keys encrypt and are not encrypted.
func uses(*schema.Keys) []blueprints.KeyUse { return nil }

func build(s *blueprints.Stack, cfg *schema.Keys) {
	checkAdministrators(s, cfg)
	care := guard.KeyCare{RotationDays: cfg.RotationDays, DeletionWindowDays: cfg.DeletionWindowDays, Administrators: cfg.Administrators}
	for _, class := range classes {
		services := usersOf(s.Env.KeyUses, class)
		asked := slices.Contains(cfg.Classes, string(class))
		if len(services) == 0 && !asked {
			continue
		}
		care.Organizations = readersOf(s.Env.KeyUses, class)
		key := guard.Key(s, class, services, care)
		if len(services) == 0 {
			key.From("classes").Say("No stack of this environment uses the key yet: it can be administered and nothing else.")
		}
		s.Export(class.ExportName(), key.Arn(), fmt.Sprintf("ARN of the key for %s of this environment", class))
	}
	if len(s.Resources) == 0 {
		s.Refuse(blueprints.Refusal{
			ID:      "no-keys",
			Message: fmt.Sprintf("stack %q has no key to make: no stack of this environment encrypts with one", s.Key),
			Hint:    "leave the stack out, or name in classes what keys to make ahead, such as [data]",
		})
	}
}

// usersOf names the services that encrypt with a class, sorted.
func usersOf(uses []blueprints.KeyUse, class blueprints.KeyClass) []string {
	var services []string
	for _, use := range uses {
		if use.Class == class {
			services = append(services, use.Service)
		}
	}
	slices.Sort(services)
	return slices.Compact(services)
}

// readersOf names the organizations whose accounts read what a class encrypts, sorted.
func readersOf(uses []blueprints.KeyUse, class blueprints.KeyClass) []string {
	var organizations []string
	for _, use := range uses {
		if use.Class == class && use.Organization != "" {
			organizations = append(organizations, use.Organization)
		}
	}
	slices.Sort(organizations)
	return slices.Compact(organizations)
}

// checkAdministrators refuses roles that the key policy cannot name. KMS rejects a policy with a principal of another partition,
// and would do so only after the stack has begun to build.
func checkAdministrators(s *blueprints.Stack, cfg *schema.Keys) {
	for i, role := range cfg.Administrators {
		guard.CheckPartition(s, fmt.Sprintf("administrators[%d]", i), "administrator", role)
	}
}
