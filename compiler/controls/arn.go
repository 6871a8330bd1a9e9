package controls

import "strings"

// anyOf reports whether a pattern of ARNs includes whatever there is of a kind: all resources of a service whose names begin with a word,
// such as "role/" of "iam". In which partition, account and Region makes no difference.
func anyOf(pattern, service, kind string) bool {
	part := strings.SplitN(pattern, ":", 6)
	switch {
	case !fits(part[0], "arn"):
		return false
	case len(part) < 6 && !strings.HasSuffix(pattern, "*"):
		return false
	case len(part) > 2 && !fits(part[2], service):
		return false
	}
	return len(part) < 6 || part[5] != kind && fits(part[5], kind)
}

// fits reports whether a pattern is the word, or the beginning of it and then nothing but wildcards. The hyphens of a key's id are no
// more than that.
func fits(pattern, word string) bool {
	i := strings.IndexAny(pattern, "*?")
	if i < 0 {
		return pattern == word
	}
	return strings.HasPrefix(word, pattern[:i]) && strings.Trim(pattern[i:], "*?-") == ""
}

// anything reports whether a pattern of actions or ARNs leaves out nothing, however many wildcards say so: "*", "*:*", "arn:aws:*".
func anything(pattern string) bool {
	stem := strings.TrimRight(pattern, "*?:")
	return stem != pattern && (stem == "" || stem == "arn" || stem == "arn:aws")
}

// admitsStrangers reports whether a pattern leaves open whose principal, resource, network or organization it means: all of it, or the
// account of an ARN. The ARNs of buckets have no account; there the bucket counts.
func admitsStrangers(pattern string) bool {
	if arn := strings.SplitN(pattern, ":", 6); arn[0] == "arn" {
		if len(arn) < 6 {
			return strings.ContainsAny(pattern, "*?")
		}
		owner := arn[4]
		if owner == "" {
			owner = arn[5]
		}
		return strings.Trim(owner, "*?") == ""
	}
	for _, kind := range []string{"vpc-", "vpce-", "o-"} {
		pattern = strings.TrimPrefix(pattern, kind)
	}
	return pattern == "" || pattern[0] == '*' || pattern[0] == '?'
}
