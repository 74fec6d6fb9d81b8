// Verifies a log of Writ with other people's code: golang.org/x/mod/sumdb's note and tlog, which know nothing of us.
//
//	go run verify.go FOLDER VKEY [WITNESS-VKEY…]
//
// FOLDER is a second store, with a folder `proofs` beside the log: pairs NAME.entry and NAME.tlog-proof, and
// `consistency`, the body of an add-checkpoint request from an older size (whose checkpoint is `old-checkpoint`).
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func check(err error, what string) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
		os.Exit(1)
	}
}

// cosigner verifies c2sp.org/tlog-cosignature lines, which the note package leaves to its callers.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }
func (c cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 72 {
		return false
	}
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig), msg)
	return ed25519.Verify(c.key, []byte(message), sig[8:])
}

func newCosigner(vkey string) (note.Verifier, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("not three parts")
	}
	material, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(material) != 33 || material[0] != 4 {
		return nil, errors.New("not a cosigner's key")
	}
	digest := sha256.Sum256(append([]byte(parts[0]+"\n"), material...))
	hash := binary.BigEndian.Uint32(digest[:])
	if parts[1] != fmt.Sprintf("%08x", hash) {
		return nil, errors.New("the id is not that of the key")
	}
	return cosigner{parts[0], hash, material[1:]}, nil
}

type checkpoint struct {
	size int64
	root tlog.Hash
}

func open(text []byte, verifiers note.Verifiers, want int) (checkpoint, error) {
	n, err := note.Open(text, verifiers)
	if err != nil {
		return checkpoint{}, err
	}
	if len(n.UnverifiedSigs) != 0 || len(n.Sigs) != want {
		return checkpoint{}, fmt.Errorf("%d signatures verified, %d did not, %d wanted", len(n.Sigs), len(n.UnverifiedSigs), want)
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return checkpoint{}, errors.New("not three lines")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return checkpoint{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return checkpoint{size, root}, err
}

// reader reads tiles where c2sp.org/tlog-tiles puts them: this package's paths carry the height too.
type reader struct{ folder string }

func (r reader) Height() int                             { return 8 }
func (r reader) SaveTiles(tiles []tlog.Tile, _ [][]byte) {}
func (r reader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(r.folder, path))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func entries(folder string, size int64) ([][]byte, error) {
	var all [][]byte
	for n := int64(0); n*256 < size; n++ {
		width := size - n*256
		if width > 256 {
			width = 256
		}
		tile := tlog.Tile{H: 8, L: -1, N: n, W: int(width)}
		path := strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1)
		bundle, err := os.ReadFile(filepath.Join(folder, path))
		if err != nil {
			return nil, err
		}
		for len(bundle) > 0 {
			if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
				return nil, fmt.Errorf("%s is cut off", path)
			}
			length := int(binary.BigEndian.Uint16(bundle))
			all = append(all, bundle[2:2+length])
			bundle = bundle[2+length:]
		}
	}
	if int64(len(all)) != size {
		return nil, fmt.Errorf("%d entries, %d wanted", len(all), size)
	}
	return all, nil
}

func hashes(lines []string) ([]tlog.Hash, error) {
	var all []tlog.Hash
	for _, line := range lines {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return nil, err
		}
		all = append(all, hash)
	}
	return all, nil
}

func main() {
	folder := os.Args[1]
	log, err := note.NewVerifier(os.Args[2])
	check(err, "the log's key")
	verifiers := []note.Verifier{log}
	for _, vkey := range os.Args[3:] {
		witness, err := newCosigner(vkey)
		check(err, vkey)
		verifiers = append(verifiers, witness)
	}
	all := note.VerifierList(verifiers...)

	text, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	check(err, "checkpoint")
	at, err := open(text, all, len(verifiers))
	check(err, "checkpoint")

	tiles := tlog.TileHashReader(tlog.Tree{N: at.size, Hash: at.root}, reader{folder})
	records, err := entries(folder, at.size)
	check(err, "entries")
	for n, record := range records {
		found, err := tiles.ReadHashes([]int64{tlog.StoredHashIndex(0, int64(n))})
		check(err, fmt.Sprintf("entry %d", n))
		if found[0] != tlog.RecordHash(record) {
			check(errors.New("its hash is not the tile's"), fmt.Sprintf("entry %d", n))
		}
		proof, err := tlog.ProveRecord(at.size, int64(n), tiles)
		check(err, fmt.Sprintf("entry %d", n))
		check(tlog.CheckRecord(proof, at.size, at.root, int64(n), tlog.RecordHash(record)), fmt.Sprintf("entry %d", n))
	}

	proofs, err := filepath.Glob(filepath.Join(folder, "proofs", "*.tlog-proof"))
	check(err, "proofs")
	for _, path := range proofs {
		text, err := os.ReadFile(path)
		check(err, path)
		record, err := os.ReadFile(strings.TrimSuffix(path, ".tlog-proof") + ".entry")
		check(err, path)
		head, rest, _ := bytes.Cut(text, []byte("\n\n"))
		lines := strings.Split(string(head), "\n")
		if len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" || !strings.HasPrefix(lines[1], "index ") {
			check(errors.New("not a proof"), path)
		}
		index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
		check(err, path)
		proof, err := hashes(lines[2:])
		check(err, path)
		under, err := open(rest, all, len(verifiers))
		check(err, path)
		check(tlog.CheckRecord(proof, under.size, under.root, index, tlog.RecordHash(record)), path)
	}

	body, err := os.ReadFile(filepath.Join(folder, "proofs", "consistency"))
	check(err, "consistency")
	old, err := os.ReadFile(filepath.Join(folder, "proofs", "old-checkpoint"))
	check(err, "old checkpoint")
	before, err := open(old, all, len(verifiers))
	check(err, "old checkpoint")
	head, rest, _ := bytes.Cut(body, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if lines[0] != fmt.Sprintf("old %d", before.size) {
		check(errors.New("of another size"), "consistency")
	}
	steps, err := hashes(lines[1:])
	check(err, "consistency")
	after, err := open(rest, all, len(verifiers))
	check(err, "consistency")
	check(tlog.CheckTree(steps, after.size, after.root, before.size, before.root), "consistency")

	fmt.Printf("verified %d entries, %d proofs, %d signatures\n", len(records), len(proofs), len(verifiers))
}
