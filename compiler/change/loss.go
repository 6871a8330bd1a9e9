package change

import (
	"fmt"
	"strings"
)

// losses says which data a change of one resource puts at stake.
func (u *update) losses(p *pair) []Finding {
	switch {
	case p.was == nil:
		return nil
	case p.is == nil:
		if h, holds := held(p.kind, p.was); holds && u.happened {
			return []Finding{u.finding(DataLoss, p, "", fmt.Sprintf("the %s is not there any more: somebody deleted it, and with it %s", h.what, h.lost))}
		} else if holds {
			return []Finding{u.finding(DataLoss, p, "", removal(h, fate(p.kind, p.was)))}
		}
		return nil
	}
	var out []Finding
	if h, holds := held(p.oldKind, p.was); holds {
		if p.level != InPlace {
			out = append(out, u.finding(DataLoss, p, "", p.emptied(h)))
		}
		out = append(out, u.policies(p)...)
	}
	return out
}

func (u *update) finding(c Class, p *pair, path, text string) Finding {
	return Finding{Class: c, Stack: u.name, Resource: p.id, Type: p.kind, Path: path, Text: text}
}

func removal(h holding, f Fate) string {
	switch {
	case f == Kept:
		with, _, _ := strings.Cut(h.lost, ":") // what follows is about its loss
		return fmt.Sprintf("the %s leaves the stack: it stays in the account with %s, and goes on costing", h.what, with)
	case f == Snapshotted:
		return fmt.Sprintf("the %s is deleted; a last snapshot is kept, other backups of it are not", h.what)
	case h.full != "":
		return fmt.Sprintf("the %s is deleted with %s; deletion fails while %s", h.what, h.lost, h.full)
	}
	return fmt.Sprintf("the %s is deleted, and with it %s", h.what, h.lost)
}

// emptied says what a replacement does to data: the new resource has none.
func (p *pair) emptied(h holding) string {
	verb := "is replaced"
	if p.level == MayReplace {
		verb = "may be replaced"
	}
	text := fmt.Sprintf("the %s %s, because %s: the new one starts empty, and the old one ", h.what, verb, causes(p.because))
	switch f := replacedFate(p.kind, p.was, p.is); {
	case f == Kept:
		return text + "stays in the account, where no stack knows it"
	case f == Snapshotted:
		return text + "is deleted after a last snapshot, without its other backups"
	case h.full != "":
		return text + "is deleted with " + h.lost + ", or stays behind while " + h.full
	}
	return text + "is deleted, and with it " + h.lost
}

func causes(paths []string) string {
	const most = 3
	short := make([]string, 0, most)
	for i, path := range paths {
		if i == most {
			short = append(short, fmt.Sprintf("%d more", len(paths)-most))
			break
		}
		short = append(short, Short(path))
	}
	verb := " changes"
	if len(paths) > 1 {
		verb = " change"
	}
	return and(short) + verb
}

// Short is a path as people write it: what stands below Properties needs no word for that.
func Short(path string) string { return strings.TrimPrefix(path, "Properties.") }

func and(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}

// policies compares what would become of a resource that holds data, now and after the update.
func (u *update) policies(p *pair) []Finding {
	var out []Finding
	if before, after := fate(p.kind, p.was), fate(p.kind, p.is); safety(after) < safety(before) {
		out = append(out, u.finding(DataLoss, p, "DeletionPolicy", fmt.Sprintf("once it leaves the stack it is %s instead of %s", said(after), said(before))))
	}
	before, after := byPolicy(p.kind, p.was.Get("UpdateReplacePolicy")), byPolicy(p.kind, p.is.Get("UpdateReplacePolicy"))
	if safety(after) < safety(before) {
		out = append(out, u.finding(DataLoss, p, "UpdateReplacePolicy", fmt.Sprintf("once it is replaced the old one is %s instead of %s", said(after), said(before))))
	}
	return out
}

func said(f Fate) string {
	if f == Snapshotted {
		return "deleted after a last snapshot"
	}
	return string(f)
}
