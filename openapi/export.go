package openapi

import (
	"bytes"
	"encoding/json"
	"fmt"

	"concord/internal/wire"
)

// Dialect is a version of JSON Schema.
type Dialect string

const (
	Draft2020 Dialect = "https://json-schema.org/draft/2020-12/schema"
	Draft07   Dialect = "http://json-schema.org/draft-07/schema#"
)

// SchemaFile is a generated, standalone JSON Schema.
type SchemaFile struct {
	Path string // below openapi/schemas
	Data []byte
}

// Schemas derives the standalone schemas of every request and response, in both
// dialects. The profile uses only keywords that mean the same in both; see
// spelledOut for the one thing that draft-07 says twice.
func (d *Document) Schemas() []SchemaFile {
	var out []SchemaFile
	add := func(name, title string, p *Property) {
		for _, dialect := range []Dialect{Draft2020, Draft07} {
			out = append(out, d.schemaFile(name, title, dialect, p))
		}
	}
	add("request", d.Title+": request body", d.Request.Schema)
	for _, r := range d.Responses {
		title := fmt.Sprintf("%s: response body, status %s", d.Title, r.Status)
		if r.Silent != "" {
			title = d.Title + ": response body where the document is silent (any)"
		}
		add("response-"+r.Status, title, r.Schema)
	}
	return out
}

func (d *Document) schemaFile(name, title string, dialect Dialect, p *Property) SchemaFile {
	folder, id := d.Provider+"/", "urn:concord:"+d.Provider+":"+name
	if dialect == Draft07 {
		folder, id = folder+"draft-07/", id+":draft-07"
	}
	schema := &wire.Value{Kind: wire.Object}
	schema.Set("$schema", wire.StringValue(string(dialect)))
	schema.Set("$id", wire.StringValue(id))
	schema.Set("$comment", wire.StringValue("Generated from "+d.File+" "+generated))
	schema.Set("title", wire.StringValue(title))
	if p != nil {
		body := p.schema
		if dialect == Draft07 {
			body = spelledOut(body)
		}
		schema.Members = append(schema.Members, body.Members...)
	}
	var data bytes.Buffer
	// Append yields valid JSON, which always indents.
	_ = json.Indent(&data, schema.Append(nil), "", "  ")
	data.WriteByte('\n')
	return SchemaFile{Path: folder + name + ".schema.json", Data: data.Bytes()}
}

// What a timestamp (RFC 3339 §5.6) and a UUID (RFC 9562 §4) look like.
const (
	dateTime = `^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$`
	anyUUID  = `^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`
)

// spelledOut returns a copy of a schema with patterns for formats that draft-07
// libraries, xeipuuv/gojsonschema among them, read in their own way: they take
// a bare date or a time of day for a date-time, and do not know uuid, which is
// younger than the draft, or know it in lower case only.
func spelledOut(schema *wire.Value) *wire.Value {
	out := schema.Clone()
	if format := out.Get("format"); format != nil && out.Get("pattern") == nil {
		switch format.Text {
		case "date-time":
			out.Set("pattern", wire.StringValue(dateTime))
		case "uuid":
			out.Delete("format")
			out.Set("pattern", wire.StringValue(anyUUID))
		}
	}
	if items := out.Get("items"); items != nil {
		out.Set("items", spelledOut(items))
	}
	if properties := out.Get("properties"); properties != nil {
		for i, m := range properties.Members {
			properties.Members[i].Value = spelledOut(m.Value)
		}
	}
	return out
}
