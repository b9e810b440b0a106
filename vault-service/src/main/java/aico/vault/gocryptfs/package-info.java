/**
 * Drives gocryptfs 2.3 or newer as a program. Start with {@link
 * aico.vault.gocryptfs.GocryptfsProgram}; {@link aico.vault.gocryptfs.Unmounting} holds what
 * "locked" takes, {@link aico.vault.gocryptfs.ExitCodes} what its exit codes mean.
 */
@NullMarked
package aico.vault.gocryptfs;

import org.jspecify.annotations.NullMarked;
