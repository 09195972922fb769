package contract

// Level says how binding a clause is. It decides the severity of a finding
// mechanically: see [Level.Severity].
type Level string

const (
	Must   Level = "must"
	Should Level = "should"
	May    Level = "may"
)

// Severity returns the severity of a finding that breaks a clause of level l.
func (l Level) Severity() Severity {
	switch l {
	case Must:
		return SeverityError
	case Should:
		return SeverityWarning
	default:
		return SeverityInfo
	}
}

// Party says who the clause binds.
type Party string

const (
	// Server clauses bind the provider; they are judged by cases.
	Server Party = "server"
	// Client clauses are advice to whoever calls the API; they need no case.
	Client Party = "client"
)

// Clause is one statement of a source document, restated in our own words with
// wire literals exact. Its id never changes and is never used again.
type Clause struct {
	ID       string `json:"id" yaml:"id"`
	Section  string `json:"section" yaml:"section"`
	Sentence string `json:"sentence" yaml:"sentence"`
	Level    Level  `json:"level" yaml:"level"`
	Party    Party  `json:"party" yaml:"party"`
	// Untested is the reason why no case judges a must-clause; empty when one does.
	Untested string `json:"untested,omitempty" yaml:"untested"`
	// Translations says the same in each of [Languages].
	Translations map[string]ClauseWords `json:"translations,omitempty" yaml:"translations"`
}

// ClauseWords is what a clause says, in another language than English. Wire
// literals stand in it as they are.
type ClauseWords struct {
	Sentence string `json:"sentence" yaml:"sentence"`
	Untested string `json:"untested,omitempty" yaml:"untested"` // where the clause has one
}

// Languages lists the languages (BCP 47) that every clause and discrepancy is
// written in beside English.
func Languages() []string { return []string{"es"} }

// Source names the page that the clauses restate, and the text they were taken from.
type Source struct {
	Title     string `json:"title" yaml:"title"`
	URL       string `json:"url" yaml:"url"`
	Language  string `json:"language" yaml:"language"`   // BCP 47, of the page
	Retrieved string `json:"retrieved" yaml:"retrieved"` // YYYY-MM-DD
	SHA256    string `json:"sha256" yaml:"sha256"`       // of the retrieved text, lower-case hex
}

// Discrepancy is a place where a document contradicts itself or is silent on
// something that a client must know.
type Discrepancy struct {
	ID        string   `json:"id" yaml:"id"`
	Clauses   []string `json:"clauses" yaml:"clauses"`
	Statement string   `json:"statement" yaml:"statement"` // what contradicts or is missing
	Reading   string   `json:"reading" yaml:"reading"`     // how Concord reads it
	Question  string   `json:"question" yaml:"question"`   // to put to the provider
	// Translations says the same in each of [Languages].
	Translations map[string]DiscrepancyWords `json:"translations,omitempty" yaml:"translations"`
}

// DiscrepancyWords is what a discrepancy says, in another language than English.
type DiscrepancyWords struct {
	Statement string `json:"statement" yaml:"statement"`
	Reading   string `json:"reading" yaml:"reading"`
	Question  string `json:"question" yaml:"question"`
}

// Spec is everything that one source document says, clause by clause.
type Spec struct {
	Provider      string        `json:"provider" yaml:"provider"`
	Source        Source        `json:"source" yaml:"source"`
	Clauses       []Clause      `json:"clauses" yaml:"clauses"`
	Discrepancies []Discrepancy `json:"discrepancies" yaml:"discrepancies"`
}

// Clause returns the clause with the given id.
func (s *Spec) Clause(id string) (Clause, bool) {
	for _, c := range s.Clauses {
		if c.ID == id {
			return c, true
		}
	}
	return Clause{}, false
}
