package beanstalk

import (
	"cmp"
	"slices"
	"strconv"

	eb "github.com/awslabs/goformation/v7/cloudformation/elasticbeanstalk"
)

// options are the option settings of an environment, by namespace and name. The names are those of the Elastic Beanstalk developer
// guide, "General options for all environments", as of 2026-11.
type options map[[2]string]string

// set sets options of one namespace: names and values in turn. To set one twice is a mistake of this package.
func (o *options) set(namespace string, namesAndValues ...string) {
	if *o == nil {
		*o = options{}
	}
	for i := 0; i+1 < len(namesAndValues); i += 2 {
		key := [2]string{namespace, namesAndValues[i]}
		if _, twice := (*o)[key]; twice {
			panic("internal error: option " + namespace + " " + namesAndValues[i] + " is set twice")
		}
		(*o)[key] = namesAndValues[i+1]
	}
}

// settings are the options in alphabetical order.
func (o options) settings() []eb.Environment_OptionSetting {
	var list []eb.Environment_OptionSetting
	for key, value := range o {
		list = append(list, eb.Environment_OptionSetting{Namespace: key[0], OptionName: key[1], Value: &value})
	}
	slices.SortFunc(list, func(a, b eb.Environment_OptionSetting) int {
		return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.OptionName, b.OptionName))
	})
	return list
}

func number(n int) string { return strconv.Itoa(n) }
