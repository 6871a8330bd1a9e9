package beanstalk

import "github.com/hipaac/hipaac/blueprints"

// platform is a branch of a managed platform.
type platform struct {
	// branch is its name in Elastic Beanstalk, without the operating system, which is Amazon Linux 2023 for all.
	branch string
	// logs are the files that its instances stream, beside those of every platform.
	logs []string
	// images is set where the application comes as a container image.
	images bool
}

// platforms are the branches by their name in the spec; the schema's #BeanstalkPlatform has the same names, a test says. As of
// 2026-11, from the AWS Elastic Beanstalk platforms guide, "Supported platforms", and the developer guide, "How Elastic Beanstalk
// sets up CloudWatch Logs". AWS retires branches some months after their language: Node.js 22 and Ruby 3.3 on 2027-07-31.
var platforms = map[string]platform{
	"docker":      {branch: "Docker", images: true, logs: []string{"/var/log/docker", "/var/log/docker-events.log", "/var/log/eb-docker/containers/eb-current-app/stdouterr.log"}},
	"dotnet":      {branch: ".NET 10", logs: []string{stdout}},
	"go":          {branch: "Go 1", logs: []string{stdout}},
	"java":        {branch: "Corretto 25", logs: []string{stdout}},
	"java-21":     {branch: "Corretto 21", logs: []string{stdout}},
	"java-17":     {branch: "Corretto 17", logs: []string{stdout}},
	"java-11":     {branch: "Corretto 11", logs: []string{stdout}},
	"java-8":      {branch: "Corretto 8", logs: []string{stdout}},
	"node":        {branch: "Node.js 24", logs: append([]string{stdout}, apache...)},
	"node-22":     {branch: "Node.js 22", logs: append([]string{stdout}, apache...)},
	"php":         {branch: "PHP 8.5", logs: apache},
	"php-8.4":     {branch: "PHP 8.4", logs: apache},
	"php-8.3":     {branch: "PHP 8.3", logs: apache},
	"python":      {branch: "Python 3.14", logs: append([]string{stdout}, apache...)},
	"python-3.13": {branch: "Python 3.13", logs: append([]string{stdout}, apache...)},
	"python-3.12": {branch: "Python 3.12", logs: append([]string{stdout}, apache...)},
	"python-3.11": {branch: "Python 3.11", logs: append([]string{stdout}, apache...)},
	"ruby":        {branch: "Ruby 4.0", logs: []string{stdout, "/var/log/puma/puma.log"}},
	"ruby-3.4":    {branch: "Ruby 3.4", logs: []string{stdout, "/var/log/puma/puma.log"}},
	"ruby-3.3":    {branch: "Ruby 3.3", logs: []string{stdout, "/var/log/puma/puma.log"}},
}

const stdout = "/var/log/web.stdout.log"

// apache is what platforms with a choice of proxy stream as well: Beanstalk makes the groups whichever proxy runs.
var apache = []string{"/var/log/httpd/access_log", "/var/log/httpd/error_log"}

// everyPlatform streams these.
var everyPlatform = []string{"/var/log/eb-engine.log", "/var/log/eb-hooks.log", "/var/log/nginx/access.log", "/var/log/nginx/error.log"}

// arn names the branch, and the version if there is one. Without, Elastic Beanstalk takes the newest version of the branch (AWS's
// own examples of the CDK, "elasticbeanstalk-environment"): an exact version can be started from only as long as it is the newest,
// so that a template with one in it would stop working within weeks.
func (p platform) arn(version string) string {
	arn := "arn:" + blueprints.Partition + ":elasticbeanstalk:" + blueprints.Region + "::platform/" + p.branch + " running on 64bit Amazon Linux 2023"
	if version != "" {
		arn += "/" + version
	}
	return arn
}
