package reports

import (
	"cmp"
	"fmt"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"concord/internal/contract"
)

// IndexEntry is a target on the index page.
type IndexEntry struct {
	Target    contract.TargetInfo
	Mode      contract.Mode
	Verdict   contract.Verdict
	Summary   contract.Summary
	Broken    int // clauses that error findings cite
	StartedAt time.Time
	// Problem says why there are no results; the entry has no verdict then.
	Problem string
	// Href leads to the target's page, relative to the index or by http(s); empty
	// where there is none.
	Href string
}

// IndexEntryOf sums up the results of a target whose page is at href.
func IndexEntryOf(r contract.Results, href string) IndexEntry {
	return IndexEntry{
		Target: r.Target, Mode: r.Mode, Verdict: r.Verdict, Summary: r.Summary,
		Broken: brokenClauses(r), StartedAt: r.StartedAt, Href: href,
	}
}

// Index writes a page of many targets, the worst first, in the order of
// [contract.Worst]. It stays below 300 kB: targets beyond that, some 700, are
// counted and not listed.
func Index(w io.Writer, entries []IndexEntry, o Options) error {
	p, err := newIndexPage(entries, o.Language)
	if err != nil {
		return fmt.Errorf("rendering the index: %w", err)
	}
	return writePage(w, o.Language, "index", p)
}

// indexPage is everything that the index shows.
type indexPage struct {
	frame
	Headline string
	Totals   []tally
	Mocks    int
	Targets  rows
	Latest   instant
}

// indexRow is a target's row.
type indexRow struct {
	Name, Link, Provider         string
	Mock                         bool
	Class, Word                  string
	Rank                         int
	Broken, Fail, Error, Warning int
	When, Machine, Problem       string
}

const roomTargets = 270_000

func newIndexPage(entries []IndexEntry, l Language) (*indexPage, error) {
	entries = slices.Clone(entries)
	slices.SortStableFunc(entries, worseFirst)
	n := map[string]int{}
	list := make([]indexRow, 0, len(entries))
	p := &indexPage{}
	var latest time.Time
	for _, e := range entries {
		row := l.indexRow(e)
		n[row.Class]++
		if row.Mock {
			p.Mocks++
		}
		if e.StartedAt.After(latest) {
			latest = e.StartedAt
		}
		list = append(list, row)
	}
	class := "open"
	if len(list) > 0 {
		class = list[0].Class
	}
	p.frame, p.Latest = newFrame(l, class), at(latest)
	p.Headline = l.indexHeadline(len(entries), n)
	p.Title = p.Headline
	p.Totals = []tally{
		{n["open"], l.say("without a verdict"), "open"},
		{n["bad"], l.say("not conformant"), "bad"},
		{n["good"], l.say("conformant"), "good"},
	}
	var err error
	p.Targets, err = fit(l, "target", list, roomTargets)
	return p, err
}

func (l Language) indexHeadline(all int, n map[string]int) string {
	switch {
	case all == 0:
		return l.say("No target was run")
	case n["good"] == all:
		return l.count(all, "The only target (%d of 1) does what its documentation says", "All %d targets do what their documentation says")
	default:
		return l.count(n["good"], "%d of %d targets does what its documentation says", "%d of %d targets do what their documentation says", all)
	}
}

// worseFirst orders by verdict, then by what was found, then by name.
func worseFirst(a, b IndexEntry) int {
	return cmp.Or(
		cmp.Compare(verdictOf(b).ExitCode(), verdictOf(a).ExitCode()),
		cmp.Compare(len(b.Problem), 0)-cmp.Compare(len(a.Problem), 0),
		cmp.Compare(b.Broken, a.Broken),
		cmp.Compare(b.Summary.Error+b.Summary.Fail, a.Summary.Error+a.Summary.Fail),
		cmp.Compare(b.Summary.Warnings, a.Summary.Warnings),
		strings.Compare(a.Target.Name, b.Target.Name),
	)
}

func verdictOf(e IndexEntry) contract.Verdict {
	if e.Problem != "" {
		return contract.Inconclusive
	}
	return e.Verdict
}

const maxIndexName = 60

func (l Language) indexRow(e IndexEntry) indexRow {
	v := verdictOf(e)
	row := indexRow{
		Name: clip(e.Target.Name, maxIndexName), Link: pageLink(e.Href), Provider: clip(e.Target.Provider, maxIndexName), Mock: e.Mode == contract.ModeMock,
		Class: verdictClass(v), Word: l.verdictWord(v), Rank: v.ExitCode(),
		Broken: e.Broken, Fail: e.Summary.Fail, Error: e.Summary.Error, Warning: e.Summary.Warnings, Problem: clip(e.Problem, maxValue),
	}
	if !e.StartedAt.IsZero() {
		row.When, row.Machine = e.StartedAt.UTC().Format("2006-01-02 15:04"), e.StartedAt.UTC().Format(time.RFC3339)
	}
	return row
}

// pageLink returns a link that an index may carry: to a file below its folder, or
// a web link.
func pageLink(href string) string {
	if web := webLink(href); web != "" {
		return web
	}
	u, err := url.Parse(href)
	if err != nil || len(href) > maxLink || href == "" || u.Scheme != "" || u.Host != "" || strings.HasPrefix(href, "//") ||
		path.IsAbs(u.Path) || strings.HasPrefix(path.Clean(u.Path), "..") || strings.Contains(u.Path, `\`) {
		return ""
	}
	return href
}
