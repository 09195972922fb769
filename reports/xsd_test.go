package reports_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// xsd is what an XML Schema says, as far as schemas for JUnit go: elements at the
// top with attributes and a sequence of others.
type xsd struct {
	Elements []xsdElement `xml:"element"`
}

type xsdElement struct {
	Name string   `xml:"name,attr"`
	Type string   `xml:"type,attr"`
	Body *xsdType `xml:"complexType"`
}

type xsdAttribute struct {
	Name string `xml:"name,attr"`
	Use  string `xml:"use,attr"`
}

type xsdType struct {
	Mixed    bool `xml:"mixed,attr"`
	Sequence []struct {
		Ref string `xml:"ref,attr"`
		Min string `xml:"minOccurs,attr"`
		Max string `xml:"maxOccurs,attr"`
	} `xml:"sequence>element"`
	Attributes []xsdAttribute `xml:"attribute"`
}

// xmlNode is an element of any document.
type xmlNode struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Children []xmlNode  `xml:",any"`
}

func parseXML(text string) (xmlNode, error) {
	var root xmlNode
	dec := xml.NewDecoder(strings.NewReader(text))
	if err := dec.Decode(&root); err != nil {
		return root, err
	}
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return root, nil
		}
		if err != nil {
			return root, err
		}
		if space, ok := token.(xml.CharData); !ok || len(bytes.TrimSpace(space)) > 0 {
			return root, fmt.Errorf("after the document: %v", token)
		}
	}
}

// validate holds a node and those below it to the schema.
func (s xsd) validate(n xmlNode) error {
	at := slices.IndexFunc(s.Elements, func(e xsdElement) bool { return e.Name == n.XMLName.Local })
	if at < 0 || n.XMLName.Space != "" {
		return fmt.Errorf("unknown element %v", n.XMLName)
	}
	e := s.Elements[at]
	body := e.Body
	if body == nil { // of a simple type: text alone
		body = &xsdType{Mixed: true}
	}
	if !body.Mixed && strings.TrimSpace(n.Text) != "" {
		return fmt.Errorf("text in <%s>", e.Name)
	}
	if err := body.attributes(n); err != nil {
		return fmt.Errorf("<%s>: %w", e.Name, err)
	}
	var names strings.Builder
	for _, child := range n.Children {
		names.WriteString(child.XMLName.Local + ";")
		if err := s.validate(child); err != nil {
			return err
		}
	}
	if !body.order().MatchString(names.String()) {
		return fmt.Errorf("<%s> holds %s", e.Name, names.String())
	}
	return nil
}

func (t *xsdType) attributes(n xmlNode) error {
	for _, a := range n.Attrs {
		if !slices.ContainsFunc(t.Attributes, func(d xsdAttribute) bool { return d.Name == a.Name.Local }) {
			return fmt.Errorf("unknown attribute %q", a.Name.Local)
		}
	}
	for _, d := range t.Attributes {
		if d.Use == "required" && !slices.ContainsFunc(n.Attrs, func(a xml.Attr) bool { return a.Name.Local == d.Name }) {
			return fmt.Errorf("attribute %q is missing", d.Name)
		}
	}
	return nil
}

// orders holds what order compiled before.
var orders sync.Map

// order is the sequence of children as a regular expression.
func (t *xsdType) order() *regexp.Regexp {
	var b strings.Builder
	for _, child := range t.Sequence {
		quantifier := map[[2]string]string{{"", ""}: "", {"0", "1"}: "?", {"0", ""}: "?", {"0", "unbounded"}: "*", {"", "unbounded"}: "+"}[[2]string{child.Min, child.Max}]
		b.WriteString("(?:" + regexp.QuoteMeta(child.Ref) + ";)" + quantifier)
	}
	pattern := "^" + b.String() + "$"
	if known, ok := orders.Load(pattern); ok {
		return known.(*regexp.Regexp)
	}
	order := regexp.MustCompile(pattern)
	orders.Store(pattern, order)
	return order
}
