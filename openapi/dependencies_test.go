package openapi_test

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// moduleFile is what `go mod edit -json` prints of a go.mod.
type moduleFile struct {
	Require []struct {
		Path, Version string
		Indirect      bool
	}
	Tool []struct{ Path string }
}

func readModuleFile(name string) moduleFile {
	GinkgoHelper()
	command := exec.Command("go", "mod", "edit", "-json", name)
	command.Dir = ".."
	data, err := command.Output()
	Expect(err).NotTo(HaveOccurred())
	var m moduleFile
	Expect(json.Unmarshal(data, &m)).To(Succeed())
	return m
}

// direct returns the modules that we ask for by ourselves, with their versions.
func (m moduleFile) direct() map[string]string {
	out := map[string]string{}
	for _, r := range m.Require {
		if !r.Indirect {
			out[r.Path] = r.Version
		}
	}
	return out
}

// tools returns the modules that the tools belong to, with their versions.
func (m moduleFile) tools() map[string]string {
	out := map[string]string{}
	for _, tool := range m.Tool {
		path, version := "", ""
		for _, r := range m.Require {
			if strings.HasPrefix(tool.Path+"/", r.Path+"/") && len(r.Path) > len(path) {
				path, version = r.Path, r.Version
			}
		}
		out[path] = version
	}
	return out
}

// rows reads the modules of the tables in docs/dependencies.md, with their versions.
func rows(text string) map[string]string {
	out := map[string]string{}
	for _, m := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\| v?([^ |]+) \\| [^|]+ \\| [^|]+ \\|$").FindAllStringSubmatch(text, -1) {
		out[m[1]] = m[2]
	}
	return out
}

var _ = Describe("docs/dependencies.md", func() {
	It("has each dependency and tool, in its version, and no other", func() {
		wanted := map[string]string{}
		for _, modules := range []map[string]string{
			readModuleFile("go.mod").direct(), readModuleFile("tools/go.mod").tools(), readModuleFile("tools/actionlint.mod").tools(),
		} {
			for path, version := range modules {
				wanted[path] = strings.TrimPrefix(version, "v")
			}
		}
		for _, file := range []string{"../interop/prism/package.json", "../reports/browser/package.json"} {
			var npm struct{ Dependencies, DevDependencies map[string]string }
			data, err := os.ReadFile(file)
			Expect(err).NotTo(HaveOccurred())
			Expect(json.Unmarshal(data, &npm)).To(Succeed())
			maps.Copy(wanted, npm.Dependencies)
			maps.Copy(wanted, npm.DevDependencies)
		}
		Expect(len(wanted)).To(BeNumerically(">", 10))
		text, err := os.ReadFile("../docs/dependencies.md")
		Expect(err).NotTo(HaveOccurred())
		Expect(rows(string(text))).To(Equal(wanted), "a dependency has a line that says what it is for and why it was chosen")
	})

	It("counts a line only with all its columns", func() {
		Expect(rows("| `a/b` | v1.2.3 | use | reason |\n| `c` | 4.5.6 | use | reason |\n| `d/e` | v1.0.0 |  |\n| f | v1 | u | r |\n")).
			To(Equal(map[string]string{"a/b": "1.2.3", "c": "4.5.6"}))
	})
})
