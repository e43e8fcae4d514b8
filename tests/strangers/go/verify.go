// Verifies an export with Go's own transparency log library and nothing of ours.
//
// Usage: verify DIR VKEY. Opens the checkpoint's note, rebuilds the tree from the entry bundles,
// holds every tile against it, and proves inclusion of every entry and consistency of prefixes
// through the tiles. Prints the size and root; ends with status 1 and a reason if anything is off.
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

const height = 8 // C2SP tiles are 256 hashes wide

type folder string

func (f folder) read(path string) []byte {
	data, err := os.ReadFile(filepath.Join(string(f), path))
	check(err)
	return data
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func refuse(format string, args ...interface{}) { check(fmt.Errorf(format, args...)) }

// tilePath is x/mod's path without the tile height, which C2SP leaves out.
func tilePath(t tlog.Tile) string {
	return strings.Replace(t.Path(), fmt.Sprintf("tile/%d/", height), "tile/", 1)
}

func bundlePath(n int64, width int) string {
	t := tlog.Tile{H: height, L: 0, N: n, W: width}
	return strings.Replace(tilePath(t), "tile/0/", "tile/entries/", 1)
}

// Tiles implements tlog.TileReader over the folder.
type tiles struct{ folder }

func (t tiles) Height() int { return height }

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		found = append(found, t.read(tilePath(tile)))
	}
	return found, nil
}

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

// hashes is a tlog.HashReader over all stored hashes.
type hashes []tlog.Hash

func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var found []tlog.Hash
	for _, i := range indexes {
		found = append(found, h[i])
	}
	return found, nil
}

func openCheckpoint(f folder, vkey string) tlog.Tree {
	verifier, err := note.NewVerifier(vkey)
	check(err)
	opened, err := note.Open(f.read("checkpoint"), note.VerifierList(verifier))
	check(err)
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" || lines[0] != verifier.Name() {
		refuse("the checkpoint is not origin, size and root")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	root, err := base64.StdEncoding.DecodeString(lines[2])
	check(err)
	if len(root) != tlog.HashSize {
		refuse("the root has %d bytes", len(root))
	}
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return tree
}

func entries(f folder, size int64) [][]byte {
	var all [][]byte
	for n := int64(0); n*256 < size; n++ {
		width := 256
		if size-n*256 < 256 {
			width = int(size - n*256)
		}
		data := f.read(bundlePath(n, width))
		for i := 0; i < width; i++ {
			if len(data) < 2 {
				refuse("bundle %d is cut off", n)
			}
			length := int(binary.BigEndian.Uint16(data))
			if len(data) < 2+length {
				refuse("bundle %d is cut off", n)
			}
			all = append(all, data[2:2+length])
			data = data[2+length:]
		}
		if len(data) != 0 {
			refuse("bundle %d is too long", n)
		}
	}
	return all
}

func rebuild(all [][]byte) hashes {
	var stored hashes
	for n, entry := range all {
		more, err := tlog.StoredHashes(int64(n), entry, stored)
		check(err)
		stored = append(stored, more...)
	}
	return stored
}

func checkTiles(f folder, size int64, stored hashes) int {
	count := 0
	for _, tile := range tlog.NewTiles(height, 0, size) {
		if hashes := size >> uint(height*tile.L); tile.W < 256 && int64(tile.W) != hashes%256 {
			continue // a partial tile of a smaller tree
		}
		expected, err := tlog.ReadTileData(tile, stored)
		check(err)
		if string(expected) != string(f.read(tilePath(tile))) {
			refuse("%s is not what the entries lead to", tilePath(tile))
		}
		count++
	}
	return count
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: verify DIR VKEY")
		os.Exit(2)
	}
	f := folder(os.Args[1])
	tree := openCheckpoint(f, os.Args[2])
	all := entries(f, tree.N)
	stored := rebuild(all)
	root, err := tlog.TreeHash(tree.N, stored)
	check(err)
	if root != tree.Hash {
		refuse("the entries lead to another root")
	}
	count := checkTiles(f, tree.N, stored)
	reader := tlog.TileHashReader(tree, tiles{f})
	for n, entry := range all {
		proof, err := tlog.ProveRecord(tree.N, int64(n), reader)
		check(err)
		check(tlog.CheckRecord(proof, tree.N, tree.Hash, int64(n), tlog.RecordHash(entry)))
	}
	for old := int64(1); old <= tree.N; old += 37 {
		oldRoot, err := tlog.TreeHash(old, stored)
		check(err)
		proof, err := tlog.ProveTree(tree.N, old, reader)
		check(err)
		check(tlog.CheckTree(proof, tree.N, tree.Hash, old, oldRoot))
	}
	fmt.Printf("%d entries, %d tiles, root %s\n", tree.N, count, tree.Hash)
}
