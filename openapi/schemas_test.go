package openapi_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/openapi"
)

// tree reads all files below a directory, by slash-separated path.
func tree(dir string) map[string]string {
	GinkgoHelper()
	out := map[string]string{}
	Expect(fs.WalkDir(os.DirFS(dir), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(path)))
		out[path] = string(data)
		return err
	})).To(Succeed())
	return out
}

var _ = Describe("the generated schemas", func() {
	It("are what the contracts yield (else run make generate)", func() {
		want := map[string]string{}
		for _, d := range documents() {
			for _, f := range d.Schemas() {
				want[f.Path] = string(f.Data)
			}
		}
		have := tree("schemas")
		for path := range want {
			Expect(have).To(HaveKeyWithValue(path, want[path]), "openapi/schemas/%s is missing or stale: run make generate", path)
			delete(have, path)
		}
		Expect(have).To(BeEmpty(), "openapi/schemas holds files that no contract yields: run make generate")
	})

	It("stand alone, name their origin and hold nothing of ours but JSON Schema", func() {
		for _, f := range readSample(sample).Schemas() {
			text := string(f.Data)
			Expect(text).To(ContainSubstring(`"$comment": "Generated from openapi/sample.yaml by make generate. DO NOT EDIT."`))
			Expect(text).NotTo(Or(ContainSubstring(`"x-`), ContainSubstring(`"$ref"`)))
			Expect(text).To(HaveSuffix("}\n"))
			dialect := openapi.Draft2020
			if strings.HasPrefix(f.Path, "sample/draft-07/") {
				dialect = openapi.Draft07
			}
			Expect(text).To(ContainSubstring(`"$schema": "` + string(dialect) + `"`))
		}
	})

	It("take any body where the document is silent", func() {
		Expect(answers(readSample(sample), "4XX").Validate(body(`[1]`))).To(BeEmpty())
	})

	It("are refused by NewValidator when they are none", func() {
		_, err := openapi.NewValidator(openapi.SchemaFile{Path: "x.json", Data: []byte(`{`)})
		Expect(err).To(MatchError(HavePrefix("reading the schema x.json: ")))
		_, err = openapi.NewValidator(openapi.SchemaFile{Path: "x.json", Data: []byte(`{"type":"text"}`)})
		Expect(err).To(MatchError(HavePrefix("compiling the schema x.json: ")))
	})
})

var _ = Describe("writing schemas", func() {
	var dir string
	var docs []*openapi.Document

	BeforeEach(func() {
		dir = filepath.Join(GinkgoT().TempDir(), "schemas")
		docs = []*openapi.Document{readSample(sample)}
		Expect(openapi.WriteSchemas(dir, docs)).To(Succeed())
	})

	It("writes every schema in both dialects", func() {
		Expect(tree(dir)).To(HaveLen(6))
		Expect(tree(dir)).To(And(HaveKey("sample/response-200.schema.json"), HaveKey("sample/draft-07/request.schema.json")))
	})

	It("touches only what changed", func() {
		long := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
		same, changed := filepath.Join(dir, "sample/request.schema.json"), filepath.Join(dir, "sample/response-200.schema.json")
		Expect(os.WriteFile(changed, []byte("{}"), 0o644)).To(Succeed())
		for _, path := range []string{same, changed} {
			Expect(os.Chtimes(path, long, long)).To(Succeed())
		}
		before := tree(dir)
		Expect(openapi.WriteSchemas(dir, docs)).To(Succeed())
		Expect(tree(dir)).NotTo(Equal(before))
		info, err := os.Stat(same)
		Expect(err).NotTo(HaveOccurred())
		Expect(info.ModTime()).To(BeTemporally("==", long))
		info, err = os.Stat(changed)
		Expect(err).NotTo(HaveOccurred())
		Expect(info.ModTime()).To(BeTemporally(">", long))
	})

	It("removes stale schemas with the folders they leave empty, and nothing that is not ours", func() {
		mine := map[string]string{"notes.txt": "x", "sample/own.schema.json": "{}", "sample/results.json": "{}"}
		for path, text := range mine {
			Expect(os.WriteFile(filepath.Join(dir, path), []byte(text), 0o644)).To(Succeed())
		}
		Expect(openapi.WriteSchemas(dir, nil)).To(Succeed())
		Expect(tree(dir)).To(Equal(mine))
		Expect(filepath.Join(dir, "sample/draft-07")).NotTo(BeADirectory())
	})

	It("has nothing to do without documents and directory", func() {
		Expect(openapi.WriteSchemas(filepath.Join(dir, "none"), nil)).To(Succeed())
	})

	It("says what it could not write", func() {
		file := filepath.Join(dir, "file")
		Expect(os.WriteFile(file, nil, 0o644)).To(Succeed())
		Expect(openapi.WriteSchemas(file, docs)).To(MatchError(HavePrefix("writing the schema sample/request.schema.json: ")))
	})
})
