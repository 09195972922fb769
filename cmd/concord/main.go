// Command concord judges whether login APIs still do what their documentation says.
package main

import (
	"context"
	"os"

	"concord/internal/cli"
)

func main() {
	os.Exit(cli.Run(context.Background(), os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr))
}
