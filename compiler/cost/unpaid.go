package cost

// byUse are resource types that cost by what they hold or carry, with what is counted.
var byUse = map[string]string{
	"AWS::S3::Bucket":     "gigabytes, requests",
	"AWS::Logs::LogGroup": "gigabytes taken in and kept",
}

// free are resource types that cost nothing: names, rules and rights.
var free = []string{}
