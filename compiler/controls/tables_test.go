package controls

import "testing"

func TestOlderThan(t *testing.T) {
	for _, test := range []struct {
		version, oldest string
		want            bool
	}{
		{"13", "14", true}, {"13.15", "14", true}, {"14", "14", false}, {"14.1", "14", false}, {"9.6", "14", true}, {"100", "14", false},
		{"8.0.39", "8.4", true}, {"8.4.3", "8.4", false}, {"8", "8.4", false}, {"10.6", "10.11", true}, {"11.4", "10.11", false},
		{"8.0.mysql_aurora.3.10.0", "8.0", false}, {"5.7.mysql_aurora.2.11.1", "8.0", true}, {"latest", "14", false}, {"", "14", false},
	} {
		if got := olderThan(test.version, test.oldest); got != test.want {
			t.Errorf("olderThan(%q, %q) = %t", test.version, test.oldest, got)
		}
	}
}

// The tables are written by hand from AWS's pages: a name in two of them, or out of order, would be judged by chance.
func TestTablesAgree(t *testing.T) {
	for _, name := range supportedRuntimes {
		if deprecatedRuntimes[name] != "" {
			t.Errorf("runtime %s is both supported and deprecated", name)
		}
	}
	for name, date := range deprecatedRuntimes {
		if len(date) != len("2006-01-02") || date > supportedOn {
			t.Errorf("runtime %s is deprecated since %q, after the day of the table", name, date)
		}
	}
}
