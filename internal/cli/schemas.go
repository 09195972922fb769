package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"concord/openapi"
)

func (t *tool) schemas() *cobra.Command {
	var write string
	c := &cobra.Command{
		Use:   "schemas [provider or schema…]",
		Short: "List, print or write the JSON Schemas of requests and responses",
		Long: "List the JSON Schemas that the contracts yield; print the one that is named in full.\n" +
			"Each stands alone, in JSON Schema 2020-12 and (under draft-07/) in draft-07.",
		Example: "  concord schemas popup\n  concord schemas popup/response-200.schema.json\n  concord schemas --write openapi/schemas",
		RunE: func(_ *cobra.Command, names []string) error {
			if write != "" && len(names) > 0 {
				return fmt.Errorf("--write writes the schemas of all providers; name none")
			}
			books, err := booksOf(nil)
			if err != nil {
				return err
			}
			var docs []*openapi.Document
			for _, b := range books {
				docs = append(docs, b.Doc)
			}
			if write != "" {
				return openapi.WriteSchemas(write, docs)
			}
			return t.showSchemas(docs, names)
		},
	}
	c.Flags().StringVar(&write, "write", "", "write all schemas to a directory, and remove stale ones there")
	return c
}

func (t *tool) showSchemas(docs []*openapi.Document, names []string) error {
	if len(names) == 0 {
		names = append(names, "")
	}
	for _, name := range names {
		found := false
		for _, doc := range docs {
			for _, f := range doc.Schemas() {
				switch {
				case f.Path == name:
					found = true
					fmt.Fprintf(t.stdout, "%s", f.Data)
				case name == "" || strings.HasPrefix(f.Path, strings.TrimSuffix(name, "/")+"/"):
					found = true
					fmt.Fprintln(t.stdout, f.Path)
				}
			}
		}
		if !found {
			return fmt.Errorf("%q is neither a provider nor a schema (concord schemas lists them)", name)
		}
	}
	return nil
}
