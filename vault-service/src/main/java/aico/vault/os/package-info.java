/**
 * What the Linux kernel shows of mounts and processes. {@link aico.vault.os.MountInfo} reads the
 * mount table; {@link aico.vault.os.LinuxProcesses} starts programs that die with this one.
 */
@NullMarked
package aico.vault.os;

import org.jspecify.annotations.NullMarked;
