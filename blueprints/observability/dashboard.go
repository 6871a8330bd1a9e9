package observability

import (
	"fmt"

	"github.com/awslabs/goformation/v7/cloudformation/cloudwatch"

	"github.com/hipaac/hipaac/blueprints"
)

// CloudWatch's limits on a dashboard (Amazon CloudWatch User Guide, "CloudWatch service quotas", 2026-11).
const (
	maxWidgets   = 500
	maxMetrics   = 2500 // on a dashboard
	maxPerWidget = 500
	maxStates    = 100 // alarms in a widget of alarm states
)

// The grid of a dashboard is 24 columns wide.
const columns = 24

// widget is one rectangle of a dashboard, in the form of CloudWatch's "Dashboard body structure and syntax". The order of the fields
// is that of the text.
type widget struct {
	Type       string `json:"type"`
	X          int    `json:"x"`
	Y          int    `json:"y"`
	Width      int    `json:"width"`
	Height     int    `json:"height"`
	Properties any    `json:"properties"`
}

type (
	text struct {
		Markdown   string `json:"markdown"`
		Background string `json:"background"`
	}
	states struct {
		Title  string   `json:"title"`
		Alarms []string `json:"alarms"`
	}
	graph struct {
		Title   string  `json:"title"`
		Region  string  `json:"region"`
		View    string  `json:"view"`
		Stacked bool    `json:"stacked"`
		Period  int     `json:"period"`
		Metrics [][]any `json:"metrics"`
		YAxis   axes    `json:"yAxis"`
	}
	axes struct {
		Left axis `json:"left"`
	}
	axis struct {
		Min int `json:"min"`
	}
)

func dashboardName(s *blueprints.Stack) string { return s.PhysicalName(s.Key) }

// addDashboard adds a page with the states of all alarms, and below it what each stack measures, two or three graphs a row.
func addDashboard(s *blueprints.Stack, offered []blueprints.Built) {
	name := dashboardName(s)
	s.Add("Dashboard", &cloudwatch.Dashboard{DashboardName: &name, DashboardBody: body(page(s, offered))})
}

// page lays the widgets out. What exceeds CloudWatch's limits is left out from the end; no environment of a sensible size does.
func page(s *blueprints.Stack, offered []blueprints.Built) []widget {
	var widgets []widget
	y, metrics := 0, 0
	add := func(kind string, x, width, height int, properties any) {
		widgets = append(widgets, widget{kind, x, y, width, height, properties})
	}
	add("text", 0, columns, 2, text{heading(s.Env), "transparent"})
	y += 2
	for _, arns := range alarmStates(offered) {
		height := 1 + (len(arns)+3)/4
		add("alarm", 0, columns, height, states{"Alarms", arns})
		y += height
	}
	for _, o := range offered {
		charts := o.Charts
		if len(charts) == 0 {
			continue
		}
		add("text", 0, columns, 1, text{"## " + o.Stack, "transparent"})
		y++
		row := perRow(len(charts))
		for i, c := range charts {
			metrics += len(c.Metrics)
			if len(widgets) == maxWidgets || metrics > maxMetrics || len(c.Metrics) > maxPerWidget {
				return widgets
			}
			add("metric", i%row*columns/row, columns/row, 6, draw(c))
			if i%row == row-1 || i == len(charts)-1 {
				y += 6
			}
		}
	}
	return widgets
}

// perRow is how many graphs stand side by side: three, or two where three would leave a single one below them.
func perRow(graphs int) int {
	if graphs == 2 || graphs == 4 {
		return 2
	}
	return 3
}

func heading(e *blueprints.Env) string {
	return fmt.Sprintf("# %s %s\n%s, %s. Answered for by %s.", e.System, e.Name, e.Tier, map[bool]string{true: "holds PHI", false: "no PHI"}[e.PHI], e.Owner)
}

// alarmStates lists the ARNs of the environment's alarms, as many as a widget takes in each.
func alarmStates(offered []blueprints.Built) [][]string {
	var lists [][]string
	for _, o := range offered {
		for _, name := range o.Alarms {
			if len(lists) == 0 || len(lists[len(lists)-1]) == maxStates {
				lists = append(lists, nil)
			}
			last := &lists[len(lists)-1]
			*last = append(*last, blueprints.OwnArn("cloudwatch", "alarm:"+name))
		}
	}
	return lists
}

func draw(c blueprints.Chart) graph {
	g := graph{Title: c.Title, Region: blueprints.Region, View: "timeSeries", Period: 300}
	for i, m := range c.Metrics {
		options := map[string]any{}
		if m.Label != "" {
			options["label"] = m.Label
		}
		if m.Seconds > 0 {
			options["period"] = m.Seconds
		}
		if m.Expression != "" {
			options["expression"], options["id"] = m.Expression, fmt.Sprintf("e%d", i+1)
			g.Metrics = append(g.Metrics, []any{options})
			continue
		}
		if m.Statistic != "" {
			options["stat"] = m.Statistic
		}
		line := []any{m.Namespace, m.Name}
		for _, d := range m.Dimensions {
			line = append(line, d)
		}
		g.Metrics = append(g.Metrics, append(line, options))
	}
	return g
}
