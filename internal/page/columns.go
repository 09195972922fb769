package page

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Column is what the cells of a column of a field table hold.
type Column string

const (
	Name        Column = "name"
	Type        Column = "type"
	Required    Column = "required"
	Description Column = "description"
	Example     Column = "example"
)

// headers has the words above each column, in English and Spanish.
var headers = map[Column][]string{
	Name:        {"Field", "Parameter", "Name", "Property", "Attribute", "Key", "Campo", "Parámetro", "Nombre", "Propiedad", "Atributo"},
	Type:        {"Type", "Data Type", "Tipo", "Tipo de dato"},
	Required:    {"Required", "Required?", "Mandatory", "Obligatorio", "Requerido"},
	Description: {"Description", "Details", "Notes", "Descripción", "Detalle"},
	Example:     {"Example", "Sample", "Ejemplo"},
}

// ColumnOf returns what a column with that header holds, or "".
func ColumnOf(header string) Column {
	for column, words := range headers {
		for _, word := range words {
			if strings.EqualFold(word, strings.TrimSpace(header)) {
				return column
			}
		}
	}
	return ""
}

// typeWords are the types that tables name, longer ones before their beginnings.
var typeWords = []string{
	"timestamp", "date-time", "datetime", "DateTime", "date",
	"string[]", "string", "String", "integer", "Integer", "int32", "int64", "int", "Int",
	"number", "Number", "float", "double", "decimal", "long",
	"boolean", "Boolean", "bool", "object", "Object", "array", "Array", "json", "JSON",
	"uuid", "UUID", "url", "URL", "uri", "enum", "jwt", "JWT",
}

// marks are what stands in a column of required fields.
var marks = []string{"Yes", "No", "Sí", "Si", "✅", "❌", "✔", "✗", "✓", "true", "false", "Required", "Optional", "Obligatorio", "Opcional"}

// gluedTable takes a table that has lost the space between its cells:
// "FieldTypeDescription", then "usernamestringThe username …".
func (c *copied) gluedTable() bool {
	header := splitHeader(strings.TrimSpace(c.next()))
	if len(header) < 2 || ColumnOf(header[0]) != Name || ColumnOf(header[1]) != Type {
		return false
	}
	withMark := len(header) > 2 && ColumnOf(header[2]) == Required
	rows := [][]string{header}
	c.take(len(c.next()))
	for {
		first, below, _ := strings.Cut(c.rest, "\n")
		row := splitRow(strings.TrimSpace(first), withMark)
		if row == nil {
			second, _, _ := strings.Cut(below, "\n")
			if strings.TrimSpace(first) == "" || splitRow(strings.TrimSpace(second), withMark) == nil {
				break
			}
			row = []string{first} // of a type that we do not know, between two that we do
		}
		rows = append(rows, row)
		c.take(len(first))
	}
	if len(rows) == 1 {
		c.add(Block{Kind: Paragraph, Text: strings.Join(header, " ")})
		return true
	}
	c.add(Block{Kind: Table, Rows: rows})
	return true
}

// splitHeader splits glued column headers, or returns nil.
func splitHeader(text string) []string {
	var out []string
	for text != "" {
		longest := ""
		for _, words := range headers {
			for _, word := range words {
				if strings.HasPrefix(text, word) && len(word) > len(longest) {
					longest = word
				}
			}
		}
		if longest == "" {
			return nil
		}
		out = append(out, longest)
		text = text[len(longest):]
	}
	return out
}

// longestName bounds where the type may begin in a glued row, in bytes.
const longestName = 200

// splitRow splits a glued row at the first type word that something other than
// the rest of a longer word follows, or returns nil.
func splitRow(text string, withMark bool) []string {
	name, _, _ := strings.Cut(text, " ")
	for at := range name[:min(len(name), longestName)] {
		if at == 0 {
			continue
		}
		for _, word := range typeWords {
			rest, ok := strings.CutPrefix(text[at:], word)
			if !ok || !begins(rest) {
				continue
			}
			if !withMark {
				return []string{text[:at], word, rest}
			}
			for _, mark := range marks {
				if description, ok := strings.CutPrefix(rest, mark); ok && begins(description) {
					return []string{text[:at], word, mark, description}
				}
			}
		}
	}
	return nil
}

// begins says that a cell can begin with a text: not in the middle of a word.
func begins(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return text == "" || !unicode.IsLower(r) && !unicode.IsDigit(r) && r != '_' && r != '-'
}
