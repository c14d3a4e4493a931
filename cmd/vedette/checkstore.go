package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"vedette/problem"
	"vedette/storage"
)

// checkStore names all that is damaged in the store at path, a line each, and
// gives the error that ends the command if anything is.
func checkStore(cmd *cobra.Command, path string) error {
	store, err := storage.OpenToCheck(path)
	if err != nil {
		return err
	}
	defer store.Close()
	if store.Older() {
		fmt.Fprintf(cmd.ErrOrStderr(), "note: an older vedette wrote %s; 'vedette run' and the commands that read the store bring it up to date, and the older one refuses it then: copy the file first\n", path)
	}
	bar := newProgress(cmd.ErrOrStderr(), -1, "records")
	err = store.CheckWith(cmd.Context(), bar.add)
	bar.clear()
	faults := storage.Faults(err)
	switch {
	case err == nil && wantsJSON(cmd):
		return nil
	case err == nil:
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s is good: no damage was found\n", path)
		return err
	case len(faults) == 0:
		return err
	}
	var list problem.List
	for _, f := range faults {
		list = append(list, problem.Problem{File: path, Message: f.What, Hint: f.Do})
	}
	return reportAll(cmd, list, "fault", "in the store")
}
