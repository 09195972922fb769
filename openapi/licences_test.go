package openapi_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// licences are those that we allow, by words that every copy of their text has.
var licences = map[string]string{
	"Apache-2.0": "apache license version 2.0, january 2004",
	"BSD":        "redistribution and use in source and binary forms, with or without modification, are permitted provided that the following conditions are met",
	"MIT":        "permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files",
	"ISC":        "permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted",
	"MPL-2.0":    "mozilla public license version 2.0",
}

// restrictions are words of what we do not allow, also beside an allowed text.
var restrictions = []string{
	"gnu general public license", "gnu lesser general public license", "gnu library general public license", "gnu affero general public license",
	"server side public license", "business source license", "commons clause", "elastic license", "creative commons", "noncommercial", "non-commercial",
}

var (
	licenceFile = regexp.MustCompile(`(?i)^(licen[cs]es?|copying|unlicense)([._-].*)?$`) // but for Go files
	space       = regexp.MustCompile(`[\s*#]+`)
)

// licenceOf names the licence of a text, or says why it is none that we allow.
func licenceOf(text string) (string, error) {
	plain := strings.ToLower(space.ReplaceAllString(text, " "))
	var found []string
	for name, words := range licences {
		if strings.Contains(plain, words) {
			found = append(found, name)
		}
	}
	slices.Sort(found)
	for _, words := range restrictions {
		// the MPL itself names the GNU licences, which its code may be combined with
		named := strings.HasPrefix(words, "gnu ") && slices.Equal(found, []string{"MPL-2.0"})
		if strings.Contains(plain, words) && !named {
			return "", fmt.Errorf("it speaks of the %q", words)
		}
	}
	if len(found) == 0 {
		return "", fmt.Errorf("it is none of the allowed ones")
	}
	return strings.Join(found, " and "), nil
}

// linked is a module and the folders of its packages that are built in.
type linked struct {
	path, root string
	folders    []string
}

// licenceProblems lists the modules whose licence is missing or not allowed. A
// text may stand in the root of a module and beside any of the packages.
func licenceProblems(modules []linked) []string {
	var out []string
	for _, m := range modules {
		if len(texts(m.root)) == 0 {
			out = append(out, m.path+" has no licence file")
		}
		seen := map[string]bool{}
		for _, folder := range append(m.folders, m.root) {
			for ; strings.HasPrefix(folder, m.root) && !seen[folder]; folder = filepath.Dir(folder) {
				seen[folder] = true
				for name, text := range texts(folder) {
					if _, err := licenceOf(text); err != nil {
						out = append(out, fmt.Sprintf("%s: %s: %s", m.path, name, err))
					}
				}
			}
		}
	}
	return out
}

// texts reads the licence files of a folder.
func texts(folder string) map[string]string {
	entries, _ := os.ReadDir(folder) // one that cannot be read has none
	out := map[string]string{}
	for _, e := range entries {
		if data, err := os.ReadFile(filepath.Join(folder, e.Name())); err == nil && licenceFile.MatchString(e.Name()) && filepath.Ext(e.Name()) != ".go" {
			out[e.Name()] = string(data)
		}
	}
	return out
}

// modules lists what the binary and the tests link, on every system we build for.
func modules() []linked {
	GinkgoHelper()
	byPath := map[string]*linked{}
	for _, system := range []string{"linux", "darwin", "windows"} {
		command := exec.Command("go", "list", "-deps", "-test", "-tags", "interop",
			"-f", "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Dir}}\t{{$.Dir}}{{end}}{{end}}", "./...", "tool")
		command.Dir = ".."
		command.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0")
		data, err := command.Output()
		Expect(err).NotTo(HaveOccurred())
		for line := range strings.Lines(string(data)) {
			if parts := strings.Split(strings.TrimSpace(line), "\t"); len(parts) == 3 {
				if byPath[parts[0]] == nil {
					byPath[parts[0]] = &linked{path: parts[0], root: parts[1]}
				}
				byPath[parts[0]].folders = append(byPath[parts[0]].folders, parts[2])
			}
		}
	}
	var out []linked
	for _, m := range byPath {
		out = append(out, *m)
	}
	return out
}

const (
	mit = "Permission is hereby granted, free of charge, to any person obtaining a copy\nof this software and associated documentation files (the \"Software\")"
	mpl = "Mozilla Public License Version 2.0\n==\n1.12 \"Secondary License\" means either the GNU General Public License, Version 2.0"
)

var _ = Describe("the licences", func() {
	It("of all modules that we link or test with are allowed", func() {
		all := modules()
		Expect(len(all)).To(BeNumerically(">", 20))
		Expect(licenceProblems(all)).To(BeEmpty())
	})

	It("are looked for where a module is linked from, and up to its root", func() {
		root := GinkgoT().TempDir()
		inner := filepath.Join(root, "vendored", "inner")
		Expect(os.MkdirAll(inner, 0o755)).To(Succeed())
		m := linked{path: "example.org/m", root: root, folders: []string{inner}}
		write := func(folder, name, text string) {
			Expect(os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600)).To(Succeed())
		}
		Expect(licenceProblems([]linked{m})).To(ConsistOf("example.org/m has no licence file"))
		write(root, "LICENSE.md", mit)
		write(root, "license.go", "package m")
		Expect(licenceProblems([]linked{m})).To(BeEmpty())
		write(inner, "COPYING", "GNU GENERAL PUBLIC LICENSE Version 3")
		Expect(licenceProblems([]linked{m})).To(ConsistOf(`example.org/m: COPYING: it speaks of the "gnu general public license"`))
	})

	DescribeTable("are told by their texts",
		func(text, name, problem string) {
			got, err := licenceOf(text)
			if problem != "" {
				Expect(err).To(MatchError(ContainSubstring(problem)))
				return
			}
			Expect(err).NotTo(HaveOccurred())
			Expect(got).To(Equal(name))
		},
		Entry(nil, mit, "MIT", ""),
		Entry(nil, "Apache License\n   Version 2.0, January 2004", "Apache-2.0", ""),
		Entry(nil, "Redistribution and use in source and binary forms, with or without\n// modification", "", "none of the allowed"),
		Entry(nil, "Redistribution and use in source and binary forms, with or without\n * modification, are permitted provided that the following conditions are met:", "BSD", ""),
		Entry(nil, "Permission to use, copy, modify, and/or distribute this software for any\npurpose with or without fee is hereby granted", "ISC", ""),
		Entry(nil, mpl, "MPL-2.0", ""),
		Entry(nil, mit+mpl, "", `"gnu general public license"`),
		Entry(nil, mit+"\n“Commons Clause” License Condition", "", `"commons clause"`),
		Entry(nil, "All rights reserved.", "", "none of the allowed"),
		Entry(nil, "", "", "none of the allowed"),
	)
})
