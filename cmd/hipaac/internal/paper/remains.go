package paper

import (
	"strings"

	"github.com/hipaac/hipaac/compiler/evidence"
)

// remains gathers what is left of the safeguards in force, by who has to show it.
func (d *document) remains() {
	d.say("## What is left")
	d.say("Templates do not show it. Of each safeguard in force this has to be shown in other ways.")
	for _, part := range []struct {
		who   evidence.Who
		title string
	}{
		{evidence.TheAccount, "To run time: what only the running account shows"},
		{evidence.ThePeople, "To people"},
		{evidence.TheCloud, "To AWS, under the shared responsibility"},
	} {
		rows := d.remainsTo(part.who)
		if len(rows) > 0 {
			d.folded(part.title+" ("+count(len(rows), "item", "items")+")", func() {
				d.table([]string{"What", "Control", "Serves", "Watched"}, rows)
			})
		}
	}
}

// remainsTo is what is left to somebody: each thing once, with all safeguards that leave it.
func (d *document) remainsTo(who evidence.Who) [][]string {
	var rows [][]string
	serves := map[evidence.Rest][]string{}
	var order []evidence.Rest
	for _, s := range d.report.Safeguards {
		for _, r := range s.Remains {
			if r.Who != who || s.Proposed {
				continue
			}
			if serves[r] == nil {
				order = append(order, r)
			}
			serves[r] = append(serves[r], s.Citation)
		}
	}
	for _, r := range order {
		rows = append(rows, []string{plain(r.What), code(r.Control), strings.Join(serves[r], ", "), plain(r.Watch)})
	}
	return rows
}
