package fact

import (
	"slices"
	"strings"

	"concord/internal/page"
)

// fieldTable reads a table of fields, or returns nil for any other table.
func fieldTable(rows [][]string) *Fact {
	columns := columnsOf(rows)
	if columns == nil {
		return nil
	}
	table := &Fact{Kind: Table}
	for _, row := range rows[1:] {
		cell := func(c page.Column) string {
			if i := slices.Index(columns, c); i >= 0 && i < len(row) {
				return row[i]
			}
			return ""
		}
		if name := cell(page.Name); name != "" {
			table.Facts = append(table.Facts, field(name, cell(page.Type), mark(columns, cell(page.Required)), cell(page.Description), cell(page.Example)))
		}
	}
	return table
}

// columnsOf returns what each column of a field table holds; nil where it has
// none for names, or nothing that is said of them.
func columnsOf(rows [][]string) []page.Column {
	if len(rows) < 2 {
		return nil
	}
	var out []page.Column
	for _, header := range rows[0] {
		out = append(out, page.ColumnOf(header))
	}
	if !slices.Contains(out, page.Name) || !slices.Contains(out, page.Type) && !slices.Contains(out, page.Required) {
		return nil
	}
	return out
}

func field(name, is, mark, description, example string) *Fact {
	f := &Fact{Kind: Field, Name: name, Value: strings.ToLower(is)}
	if mark != "" {
		f.Value = strings.TrimPrefix(f.Value+", "+mark, ", ")
	}
	for _, read := range []func(string) []*Fact{lifetimes, terms, headers, messages} {
		f.Facts = append(f.Facts, distinct(read(description))...)
	}
	f.Prose = passage(description)
	if e := exampleOf(example); e != nil {
		f.Facts = append(f.Facts, e)
	} else {
		f.Prose = append(f.Prose, passage(example)...)
	}
	return f
}

var (
	yes = []string{"yes", "y", "sí", "si", "true", "required", "obligatorio", "✅", "✔", "✓", "☑", "x"}
	no  = []string{"no", "n", "false", "optional", "opcional", "❌", "✗", "✘", "-", "–", "—", ""}
)

// mark reads a cell that says whether a field is required; "" where the table
// has no such column.
func mark(columns []page.Column, cell string) string {
	switch text := strings.ToLower(strings.TrimSpace(cell)); {
	case !slices.Contains(columns, page.Required):
		return ""
	case slices.Contains(yes, text):
		return "required"
	case slices.Contains(no, text):
		return "optional"
	default:
		return text
	}
}
