package controls

import (
	"regexp"
	"strconv"
	"strings"
)

// supportedOn is the day for which the tables below say what is in standard support. The compiler knows no clock: compare them with
// AWS's pages on Lambda runtimes, and on release calendars of RDS and Aurora, before each release.
const supportedOn = "2026-11-22"

// deprecatedRuntimes are Lambda's runtimes without further security updates, and since when.
var deprecatedRuntimes = map[string]string{
	"dotnet6": "2024-12-20", "dotnet8": "2026-11-10", "dotnetcore1.0": "2019-06-27", "dotnetcore2.0": "2019-05-30", "dotnetcore2.1": "2022-01-05",
	"dotnetcore3.1": "2023-04-03",
	"go1.x":         "2024-01-08", "java8": "2024-01-08", "nodejs": "2016-10-31", "nodejs10.x": "2021-07-30", "nodejs12.x": "2023-03-31",
	"nodejs14.x": "2023-12-04", "nodejs16.x": "2024-06-12", "nodejs18.x": "2025-09-01", "nodejs20.x": "2026-04-30", "nodejs4.3": "2020-03-05",
	"nodejs4.3-edge": "2020-03-05", "nodejs6.10": "2019-08-12", "nodejs8.10": "2020-03-06", "provided": "2024-01-08", "provided.al2": "2026-07-31",
	"python2.7": "2021-07-15", "python3.10": "2026-10-31", "python3.6": "2022-07-18", "python3.7": "2023-12-04", "python3.8": "2024-10-14",
	"python3.9": "2025-12-15", "ruby2.5": "2021-07-30", "ruby2.7": "2023-12-07", "ruby3.2": "2026-03-31",
}

// supportedRuntimes are Lambda's runtimes that get security updates.
var supportedRuntimes = strings.Fields("dotnet10 java11 java11.al2023 java17 java17.al2023 java21 java25 java8.al2 java8.al2023 nodejs22.x nodejs24.x " +
	"provided.al2023 python3.11 python3.12 python3.13 python3.14 ruby3.3 ruby3.4 ruby4.0")

// oldestEngines are the oldest major versions of database engines in standard support. What is older runs on under paid extended
// support, which mends only critical and high vulnerabilities, or on borrowed time.
var oldestEngines = map[string]string{
	"aurora-mysql":      "8.0",
	"aurora-postgresql": "14",
	"mariadb":           "10.11",
	"mysql":             "8.4",
	"postgres":          "14",
}

// retiredBranches matches platforms of Elastic Beanstalk, as ARNs or as solution stacks name them: all on Amazon Linux before 2023, and
// those on Amazon Linux 2023 whose language is out of support. From the AWS Elastic Beanstalk platforms guide, "Platform versions
// scheduled for retirement", and the developer guide, "Retired platform branch history".
var retiredBranches = regexp.MustCompile(`64bit Amazon Linux(/| 2[ /]| 201| 2$|$)|Windows Server (Core )?201[26]` +
	`|(platform/|running )(\.NET [6-9]|Node\.js (18|20)|PHP 8\.1|Python 3\.9|Ruby 3\.2)( running|$)`)

func retiredBranch(platform string) bool { return retiredBranches.MatchString(platform) }

// olderThan compares versions such as "13.4" and "14" by their numbers, as many as the second has. What is no number is not older.
func olderThan(version, oldest string) bool {
	have := strings.Split(version, ".")
	for i, part := range strings.Split(oldest, ".") {
		if i >= len(have) {
			return false
		}
		a, errA := strconv.Atoi(have[i])
		b, errB := strconv.Atoi(part)
		if errA != nil || errB != nil || a != b {
			return errA == nil && errB == nil && a < b
		}
	}
	return false
}
