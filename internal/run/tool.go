package run

import (
	"runtime/debug"

	"concord/internal/contract"
)

// Version is the version of the tool.
const Version = "0.1.0"

// Tool identifies this build. The commit is "unknown" where the build recorded
// none (go run, tests), and ends in "+dirty" where it had changes.
func Tool() contract.Tool {
	tool := contract.Tool{Version: Version, Commit: "unknown"}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return tool
	}
	dirty := false
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			tool.Commit = s.Value
		case "vcs.modified":
			dirty = s.Value == "true"
		}
	}
	if dirty {
		tool.Commit += "+dirty"
	}
	return tool
}
