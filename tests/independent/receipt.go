// Verifies an Avow receipt with the Go project's own packages for signed notes and transparency
// logs, which share no code with Avow. Arguments: the receipt, the log's verifier key.
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func fail(step string, problem interface{}) {
	fmt.Println("refused:", step, problem)
	os.Exit(1)
}

func main() {
	data, err := os.ReadFile(os.Args[1])
	if err != nil {
		fail("reading", err)
	}
	verifier, err := note.NewVerifier(os.Args[2])
	if err != nil {
		fail("key", err)
	}
	parts := strings.SplitN(string(data), "\n\n", 2)
	opened, err := note.Open([]byte(parts[1]), note.VerifierList(verifier))
	if err != nil {
		fail("note", err)
	}
	state := strings.Split(opened.Text, "\n")
	size, _ := strconv.ParseInt(state[1], 10, 64)
	root, err := tlog.ParseHash(state[2])
	if err != nil {
		fail("root", err)
	}
	lines := strings.Split(parts[0], "\n")
	extra, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	if err != nil {
		fail("extra", err)
	}
	var opening struct{ Leaf string }
	if err := json.Unmarshal(extra, &opening); err != nil {
		fail("extra", err)
	}
	index, _ := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			fail("path", err)
		}
		proof = append(proof, hash)
	}
	if err := tlog.CheckRecord(proof, size, root, index, tlog.RecordHash([]byte(opening.Leaf))); err != nil {
		fail("inclusion", err)
	}
	fmt.Println("verified", index, size)
}
