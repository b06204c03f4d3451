// Logcheck verifies a log with Go's own packages, of which Mayfly wrote nothing.
//
//	logcheck log KEY FOLDER     the whole log
//	logcheck proof KEY FILE     one entry (first line of FILE), proved by the rest of it (C2SP tlog-proof)
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if len(os.Args) != 4 {
		fail("usage: logcheck log|proof KEY PATH")
	}
	verifier, err := note.NewVerifier(os.Args[2])
	check(err)
	known := note.VerifierList(verifier)
	switch os.Args[1] {
	case "log":
		wholeLog(known, os.Args[3])
	case "proof":
		oneEntry(known, os.Args[3])
	default:
		fail("no such mode")
	}
}

func open(text []byte, known note.Verifiers) tlog.Tree {
	signed, err := note.Open(text, known)
	check(err)
	lines := strings.Split(signed.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	hash, err := tlog.ParseHash(lines[2])
	check(err)
	return tlog.Tree{N: size, Hash: hash}
}

type folder string

func (f folder) Height() int { return 8 }

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

// C2SP leaves the height out of the path: it is always 8.
func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(string(f), path))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func wholeLog(known note.Verifiers, path string) {
	text, err := os.ReadFile(filepath.Join(path, "checkpoint"))
	check(err)
	tree := open(text, known)
	reader := tlog.TileHashReader(tree, folder(path))
	var indexes []int64
	for i := int64(0); i < tree.N; i++ {
		indexes = append(indexes, tlog.StoredHashIndex(0, i))
	}
	hashes, err := reader.ReadHashes(indexes)
	check(err)
	for begin := int64(0); begin < tree.N; begin += 256 {
		width := min(256, tree.N-begin)
		tile := tlog.Tile{H: 8, L: -1, N: begin / 256, W: int(width)}
		name := strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1)
		data, err := os.ReadFile(filepath.Join(path, name))
		check(err)
		for i := begin; i < begin+width; i++ {
			if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
				fail("%s is cut off before entry %d", name, i)
			}
			length := int(binary.BigEndian.Uint16(data))
			if tlog.RecordHash(data[2:2+length]) != hashes[i] {
				fail("entry %d is not what was signed", i)
			}
			data = data[2+length:]
		}
		if len(data) > 0 {
			fail("%s holds too much", name)
		}
	}
	fmt.Printf("%d entries hold\n", tree.N)
}

func oneEntry(known note.Verifiers, path string) {
	text, err := os.ReadFile(path)
	check(err)
	entry, rest, _ := strings.Cut(string(text), "\n")
	head, signed, _ := strings.Cut(rest, "\n\n")
	lines := strings.Split(head, "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		fail("no tlog-proof")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	check(err)
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		raw, err := base64.StdEncoding.DecodeString(line)
		check(err)
		proof = append(proof, tlog.Hash(raw))
	}
	tree := open([]byte(signed), known)
	check(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash([]byte(entry))))
	fmt.Printf("entry %d holds\n", index)
}

func check(err error) {
	if err != nil {
		fail("%v", err)
	}
}

func fail(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
	os.Exit(1)
}
