// Package fact finds the facts on which a contract rests in the blocks of a
// provider's page (see [Read]), keeps those of the page as we read it with the
// clauses that restate them (see [Baseline]), and tells what has changed since
// (see [Baseline.Compare]). It is pure.
//
// Each kind of fact is one file, which reads it from a line of prose, a table
// or a piece of code. What is no fact is prose: its changes are mentioned only.
package fact

// Kind is a kind of fact.
type Kind string

const (
	Endpoint       Kind = "endpoint"       // method and path, as written
	Authentication Kind = "authentication" // what a login itself needs, as written
	Header         Kind = "header"         // of a request
	Table          Kind = "table"          // of fields
	Field          Kind = "field"          // a row of it
	Example        Kind = "example"        // JSON
	Status         Kind = "status"         // HTTP
	Lifetime       Kind = "lifetime"       // or another duration
	Term           Kind = "term"           // a standard that is named, such as JWT or UTC
	Message        Kind = "message"        // quoted in prose
	Curl           Kind = "curl"           // an example of a request
)

// Fact is one thing that a page says, in a form that can be compared.
type Fact struct {
	Kind Kind `yaml:"kind" json:"kind"`
	// Section is the last title above it. Pages are rearranged: it helps to tell
	// alike facts apart, and to find them.
	Section string `yaml:"section" json:"section,omitempty"`
	// Name identifies a field, a status, a header or a term; others have none.
	Name string `yaml:"name" json:"name,omitempty"`
	// Value is what the page says of it: "string, required" of a field,
	// "POST /login" of an endpoint, "about 15 minutes" of a lifetime.
	Value   string   `yaml:"value" json:"value,omitempty"`
	Members []Member `yaml:"members" json:"members,omitempty"` // of an example
	// Facts are what this one brings along: the example of a status, the fields
	// of a table, the lifetime in a field's description.
	Facts []*Fact `yaml:"facts" json:"facts,omitempty"`
	// Prose is what else the page says of it.
	Prose []Passage `yaml:"prose" json:"-"`

	// What a baseline adds:

	// What names the fact to people, where its kind does not say enough.
	What    string   `yaml:"what" json:"what,omitempty"`
	Clauses []string `yaml:"clauses" json:"clauses,omitempty"` // that restate it
	// Reason says why no clause restates it.
	Reason string `yaml:"reason" json:"reason,omitempty"`
}

// Member is a value in a JSON example.
type Member struct {
	At   string `yaml:"at" json:"at"`     // JSON Pointer
	Type string `yaml:"type" json:"type"` // JSON Schema name
	// Is is a scalar on which the contract rests. A string is decoded; anything
	// else stands as written.
	Is *string `yaml:"is" json:"is,omitempty"`
	// Sample is a scalar that stands for any other of its type and form.
	Sample  *string  `yaml:"sample" json:"sample,omitempty"`
	Clauses []string `yaml:"clauses" json:"clauses,omitempty"`
}

// Sheet is all that a page says.
type Sheet struct {
	Facts []*Fact
	Prose []Section // beside the facts
}

// Section is the prose under a title.
type Section struct {
	Title string    `yaml:"title"`
	Prose []Passage `yaml:"prose"`
}

// walk visits facts and all that they bring along, parents first.
func walk(facts []*Fact, visit func(f, parent *Fact)) {
	var down func(facts []*Fact, parent *Fact)
	down = func(facts []*Fact, parent *Fact) {
		for _, f := range facts {
			visit(f, parent)
			down(f.Facts, f)
		}
	}
	down(facts, nil)
}

// Count returns how many facts there are, with all that they bring along.
func Count(facts []*Fact) int {
	n := 0
	walk(facts, func(*Fact, *Fact) { n++ })
	return n
}
